import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copy.module.css';
import { uiTexts } from './texts';

/** A small button that copies `value` and says so, to the eye and to a screen reader. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const clipboard = useClipboard({ timeout: 1600 });
  return (
    <>
      <ActionIcon
        className={classes.button}
        data-copied={clipboard.copied || undefined}
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={uiTexts.copy(what)}
        title={uiTexts.copy(what)}
        onClick={() => clipboard.copy(value)}
      >
        {clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
      <VisuallyHidden role="status">{clipboard.copied ? uiTexts.copied : ''}</VisuallyHidden>
    </>
  );
}

/** A number or an address in fixed width with its copy button; `shown` where it is shown shorter than it is. */
export function Copyable({ value, shown = value, what }: { value: string; shown?: string; what: string }) {
  return (
    <span className={classes.copyable}>
      <span className={classes.value}>{shown}</span>
      <CopyButton value={value} what={what} />
    </span>
  );
}
