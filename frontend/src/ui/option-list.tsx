import type { ReactNode } from 'react';
import classes from './option-list.module.css';

type Props = { label: string; children: { key: string; content: ReactNode }[]; after?: ReactNode };

/** What can be chosen within a form, one below the other, in a height that doesn't jump. */
export function OptionList({ label, children, after }: Props) {
  return (
    <div className={classes.frame}>
      <ul className={classes.list} aria-label={label}>
        {children.map(({ key, content }) => (
          <li key={key}>{content}</li>
        ))}
      </ul>
      {after && <p className={classes.after}>{after}</p>}
    </div>
  );
}
