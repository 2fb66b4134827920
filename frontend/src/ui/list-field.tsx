import { ActionIcon, Input } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useId, useRef } from 'react';
import classes from './list-field.module.css';

type Props = {
  label: string;
  hint?: string;
  removeLabel: (place: number) => string;
  onRemove: (place: number) => void;
  /** The button that adds a row; left out where there can be no more. */
  add?: ReactNode;
  /** The fields of each row. */
  children: ReactNode[];
};

/** A field of any number of rows, each with fields of its own. */
export function ListField({ label, hint, removeLabel, onRemove, add, children }: Props) {
  const id = useId();
  const list = useRef<HTMLFieldSetElement>(null);
  // The button that had the focus may go with its row.
  function remove(place: number) {
    onRemove(place);
    list.current?.focus();
  }
  return (
    <Input.Wrapper label={label} description={hint} labelElement="div" labelProps={{ id }}>
      <fieldset ref={list} tabIndex={-1} className={classes.list} aria-labelledby={id}>
        {children.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing but their place, and all that they show is given to them
          <div key={place} className={classes.row}>
            {row}
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={removeLabel(place)}
              onClick={() => remove(place)}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        ))}
        {add && <div>{add}</div>}
      </fieldset>
    </Input.Wrapper>
  );
}
