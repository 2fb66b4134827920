import { type ReactNode, useId } from 'react';
import classes from './field.module.css';

type Change = React.ChangeEventHandler<HTMLInputElement | HTMLTextAreaElement>;
type Shared = { label: string; hint?: string; error?: string; name: string; value: string; onChange: Change };
type TextProps = Shared & { type?: 'text' | 'email'; autoComplete?: string; maxLength?: number };

export function TextField({ type = 'text', ...props }: TextProps) {
  return (
    <Labelled {...props}>
      {(described) => (
        <input
          {...described}
          className={classes.input}
          type={type}
          name={props.name}
          value={props.value}
          onChange={props.onChange}
          autoComplete={props.autoComplete}
          maxLength={props.maxLength}
        />
      )}
    </Labelled>
  );
}

export function TextArea(props: Shared & { maxLength?: number }) {
  return (
    <Labelled {...props}>
      {(described) => (
        <textarea
          {...described}
          className={classes.input}
          rows={3}
          name={props.name}
          value={props.value}
          onChange={props.onChange}
          maxLength={props.maxLength}
        />
      )}
    </Labelled>
  );
}

type Described = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };
type LabelledProps = { label: string; hint?: string; error?: string; children: (input: Described) => ReactNode };

function Labelled({ label, hint, error, children }: LabelledProps) {
  const id = useId();
  const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className={classes.hint}>
          {hint}
        </span>
      )}
      {children({ id, 'aria-describedby': told || undefined, 'aria-invalid': error ? true : undefined })}
      {error && (
        <span id={`${id}-error`} className={classes.error} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

type CheckProps = {
  label: string;
  name: string;
  checked: boolean;
  onChange: React.ChangeEventHandler<HTMLInputElement>;
};

export function Checkbox({ label, ...input }: CheckProps) {
  return (
    <label className={classes.check}>
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  );
}
