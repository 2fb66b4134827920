import type { ReactNode } from 'react';
import { DocumentTitle } from './page';
import { ProgramMark } from './program-mark';
import classes from './public-layout.module.css';

type Props = { title: string; lead?: ReactNode; wide?: boolean; children: ReactNode; after?: ReactNode };

/** A page for people who aren't signed in: the program's mark, one card, and the footer below. */
export function PublicPage({ title, lead, wide = false, children, after }: Props) {
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <DocumentTitle title={title} />
      <ProgramMark />
      <div className={classes.card}>
        <h1 className={classes.title}>{title}</h1>
        {lead && <div className={classes.lead}>{lead}</div>}
        <div className={classes.content}>{children}</div>
      </div>
      {after && <div className={classes.after}>{after}</div>}
    </div>
  );
}
