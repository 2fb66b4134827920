import { Button } from '@mantine/core';
import type { NotificationData } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { uiTexts } from './texts';

const listeners = new Set<() => void>();
let wanted = false;

/** Whether there was a toast yet; only then the page loads what shows them. */
export function useToastsWanted(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
}

async function show(toast: NotificationData): Promise<void> {
  wanted = true;
  for (const listener of listeners) listener();
  const { showNotification } = await import('@mantine/notifications');
  showNotification({ withBorder: true, closeButtonProps: { 'aria-label': uiTexts.close }, ...toast });
}

async function hide(id: string): Promise<void> {
  const { hideNotification } = await import('@mantine/notifications');
  hideNotification(id);
}

/** Tells that something is done; with `onUndo` the toast stays longer and offers the way back. */
export function toastDone(message: string, onUndo?: () => void): void {
  const id = `toast-${Date.now()}`;
  void show({
    id,
    icon: <IconCheck size={16} />,
    color: 'ink',
    role: 'status',
    autoClose: onUndo ? 10_000 : 4_000,
    message: onUndo ? (
      <>
        {message}{' '}
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            void hide(id);
            onUndo();
          }}
        >
          {uiTexts.undo}
        </Button>
      </>
    ) : (
      message
    ),
  });
}

export function toastFailed(message: string): void {
  void show({ color: 'red', role: 'alert', autoClose: 8_000, message });
}
