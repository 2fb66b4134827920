import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './dialog.module.css';

type Props = { title: string; onClose: () => void; children: ReactNode };

/** The browser's own dialog: it holds the focus, Escape closes it, and the page behind it is out of reach. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();

  useEffect(() => {
    const opener = document.activeElement;
    const shown = dialog.current;
    if (!shown?.open) shown?.showModal();
    // Not into a field: on a phone the keyboard would hide what is asked.
    heading.current?.focus();
    return () => {
      shown?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 ref={heading} id={id} tabIndex={-1} className={classes.title}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
