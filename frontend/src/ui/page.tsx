import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useProgram } from '~/lib/session';
import classes from './page.module.css';
import { uiTexts } from './texts';

type PageProps = {
  title: string;
  /** Shown instead of the plain title, where more than words stand there. */
  heading?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  /** A link to the page above. */
  back?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
};

/** One page of the signed-in app: its title, what one does here, and its content. */
export function Page({ title, heading, lead, actions, back, narrow = false, children }: PageProps) {
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <DocumentTitle title={title} />
      {back && (
        <nav className={classes.back}>
          <IconChevronLeft size={16} aria-hidden="true" />
          {back}
        </nav>
      )}
      <header className={classes.header}>
        <div className={classes.words}>
          {heading ?? <h1 className={classes.title}>{title}</h1>}
          {lead && <div className={classes.lead}>{lead}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function DocumentTitle({ title }: { title: string }) {
  const program = useProgram();
  return <title>{uiTexts.pageTitle(title, program?.name)}</title>;
}

type PanelProps = { title?: string; lead?: ReactNode; actions?: ReactNode; flush?: boolean; children?: ReactNode };

/** A surface that holds one thing. */
export function Panel({ title, lead, actions, flush = false, children }: PanelProps) {
  return (
    <section className={classes.panel} data-flush={flush || undefined}>
      {title && (
        <div className={classes.panelHeader}>
          <div>
            <h2 className={classes.panelTitle}>{title}</h2>
            {lead && <p className={classes.panelLead}>{lead}</p>}
          </div>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}

/** Content with a narrower column beside it; on phones the column comes after it, or before where `asideFirst`. */
export function Columns({
  children,
  aside,
  asideFirst,
  even,
}: {
  children: ReactNode;
  aside: ReactNode;
  asideFirst?: boolean;
  /** As wide as each other, for an aside with much to read. */
  even?: boolean;
}) {
  return (
    <div className={classes.columns} data-aside-first={asideFirst || undefined} data-even={even || undefined}>
      <div className={classes.column}>{children}</div>
      <div className={classes.column}>{aside}</div>
    </div>
  );
}
