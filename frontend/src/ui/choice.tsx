import { VisuallyHidden } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './choice.module.css';
import { IconTile } from './icons';

type Option<Value> = { value: Value; icon: ReactNode; title: string; text: string };
type Props<Value> = {
  legend: string;
  options: Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
};

/** Which of a dialog's ways is taken, each with a word on what it is for. */
export function ChoiceCards<Value extends string>({ legend, options, value, onChange }: Props<Value>) {
  const name = useId();
  return (
    <fieldset className={classes.choices}>
      <VisuallyHidden component="legend">{legend}</VisuallyHidden>
      {options.map((option) => (
        <label key={option.value} className={classes.choice} data-chosen={option.value === value || undefined}>
          <input
            type="radio"
            className={classes.radio}
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <IconTile tone={option.value === value ? 'accent' : 'neutral'}>{option.icon}</IconTile>
          <span>
            <span className={classes.title}>{option.title}</span>
            <span className={classes.text}>{option.text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
