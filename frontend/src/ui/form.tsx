import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './form.module.css';
import { uiTexts } from './texts';

/** Refusals that belong to no single field. */
export function FormProblem({ messages }: { messages: readonly string[] }) {
  return (
    <div role="alert" className={classes.problem}>
      {messages.map((message) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}

type ActionsProps = {
  submit: string;
  sending: boolean;
  onCancel?: () => void;
  danger?: boolean;
  wide?: boolean;
  disabled?: boolean;
  cancel?: string;
  /** Where there is no field to begin with. */
  focus?: boolean;
};

/** The end of a form: one primary action, and the way out. */
export function FormActions({
  submit,
  sending,
  onCancel,
  danger = false,
  wide = false,
  disabled,
  cancel,
  focus,
}: ActionsProps) {
  return (
    <div className={classes.actions} data-wide={wide || undefined}>
      {onCancel && (
        <Button variant="default" onClick={onCancel}>
          {cancel ?? uiTexts.cancel}
        </Button>
      )}
      <Button
        type="submit"
        data-autofocus={focus || undefined}
        disabled={disabled}
        loading={sending}
        color={danger ? 'red.8' : undefined}
        fullWidth={wide}
      >
        {submit}
      </Button>
    </div>
  );
}

/** The same for a dialog whose ways on are no form's. */
export function FormFoot({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}

/** Fields beside each other where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={classes.row}>{children}</div>;
}

export function FormStack({ children }: { children: ReactNode }) {
  return <Stack gap="md">{children}</Stack>;
}
