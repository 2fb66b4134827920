import { ActionIcon, Checkbox, Input } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useId } from 'react';
import classes from './rank-field.module.css';

type Props = {
  label: string;
  hint: string;
  options: { value: string; label: string }[];
  /** Those that count, the first before the second. */
  value: readonly string[];
  onChange: (value: string[]) => void;
  words: Record<'up' | 'down' | 'counts', (name: string) => string>;
};

/** Chooses some of a few things and puts them into an order; those that are left out stand at the end. */
export function RankField({ label, hint, options, value, onChange, words }: Props) {
  const id = useId();
  const place = (name: string) => (value.includes(name) ? value.indexOf(name) : options.length);
  const shown = [...options].sort((one, other) => place(one.value) - place(other.value));

  function move(name: string, step: number) {
    const next = value.filter((each) => each !== name);
    next.splice(value.indexOf(name) + step, 0, name);
    onChange(next);
  }

  return (
    <Input.Wrapper label={label} description={hint} labelElement="div" labelProps={{ id }}>
      <ol className={classes.list} aria-labelledby={id}>
        {shown.map(({ value: name, label: title }) => {
          const rank = value.indexOf(name);
          return (
            <li key={name} className={classes.item} data-out={rank < 0 || undefined}>
              <span className={classes.rank}>{rank >= 0 && rank + 1}</span>
              <Checkbox
                className={classes.name}
                label={title}
                aria-label={words.counts(title)}
                checked={rank >= 0}
                onChange={({ currentTarget }) =>
                  onChange(currentTarget.checked ? [...value, name] : value.filter((each) => each !== name))
                }
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={words.up(title)}
                disabled={rank <= 0}
                onClick={() => move(name, -1)}
              >
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={words.down(title)}
                disabled={rank < 0 || rank === value.length - 1}
                onClick={() => move(name, 1)}
              >
                <IconArrowDown size={16} />
              </ActionIcon>
            </li>
          );
        })}
      </ol>
    </Input.Wrapper>
  );
}
