import { Button, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './form.module.css';
import { uiTexts } from './texts';

type Props = {
  opened: boolean;
  title: string;
  confirm: string;
  working: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks once more, in the words of what will happen. */
export function ConfirmDialog({ opened, title, confirm, working, onConfirm, onClose, children }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Text>{children}</Text>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {uiTexts.cancel}
        </Button>
        <Button loading={working} onClick={onConfirm} data-autofocus>
          {confirm}
        </Button>
      </div>
    </Modal>
  );
}
