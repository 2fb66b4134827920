import { CloseButton } from '@mantine/core';
import classes from './removable-chips.module.css';

type Props = {
  label: string;
  chips: { name: string; text: string }[];
  removeLabel: (text: string) => string;
  onRemove: (name: string) => void;
  /** Within a form instead of a list's head. */
  bare?: boolean;
};

/** Choices that hold at the moment, each with a way to take it away. */
export function RemovableChips({ label, chips, removeLabel, onRemove, bare = false }: Props) {
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} data-bare={bare || undefined} aria-label={label}>
      {chips.map(({ name, text }) => (
        <li key={name} className={classes.chip}>
          {text}
          <CloseButton size="sm" aria-label={removeLabel(text)} onClick={() => onRemove(name)} />
        </li>
      ))}
    </ul>
  );
}
