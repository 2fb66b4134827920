import type { ReactNode } from 'react';
import classes from './notice.module.css';

type Props = { tone: 'attention' | 'good' | 'bad'; title?: string; children?: ReactNode };

/** A calm box that tells one thing. */
export function Notice({ tone, title, children }: Props) {
  return (
    <div className={classes.notice} data-tone={tone}>
      {title && <p className={classes.title}>{title}</p>}
      {children && <p>{children}</p>}
    </div>
  );
}

/** Why something was refused. Always there, so that a screen reader hears what comes into it. */
export function Refusals({ messages, children }: { messages: readonly string[]; children?: ReactNode }) {
  return (
    <div role="alert" className={classes.live}>
      {children}
      {messages.map((message) => (
        <Notice key={message} tone="bad">
          {message}
        </Notice>
      ))}
    </div>
  );
}
