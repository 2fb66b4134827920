import type { ReactNode } from 'react';
import { frameTexts } from '../texts';
import classes from './button.module.css';

type Look = { variant?: 'primary' | 'plain' | 'quiet' | 'danger' | 'outlined-danger'; children: ReactNode };
type ButtonProps = Look & { type?: 'button' | 'submit'; sending?: boolean; onClick?: () => void };

/** At least 44 px high. While it is sending it keeps its size and the focus, and a press does nothing. */
export function Button({ variant = 'primary', type = 'button', sending = false, onClick, children }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes.button}
      data-variant={variant}
      data-sending={sending || undefined}
      aria-disabled={sending || undefined}
      onClick={sending ? (event) => event.preventDefault() : onClick}
    >
      <span className={classes.label}>{children}</span>
      {sending && (
        <span className={classes.spinner} role="status">
          <span className={classes.hidden}>{frameTexts.working}</span>
        </span>
      )}
    </button>
  );
}

/** A link that looks like a button; to the vendor's product it opens here, the client is done with this page. */
export function LinkButton({ variant = 'primary', href, children }: Look & { href: string }) {
  return (
    <a className={classes.button} data-variant={variant} href={href} rel="noreferrer">
      <span className={classes.label}>{children}</span>
    </a>
  );
}
