import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef } from 'react';
import { frameTexts } from '../texts';
import classes from './screen.module.css';

const Shown = createContext<RefObject<string | null>>({ current: null });

/** Remembers which screen was shown last, so that the next one is read out and the first is not. */
export function Arrivals({ children }: { children: ReactNode }) {
  const shown = useRef<string | null>(null);
  return <Shown value={shown}>{children}</Shown>;
}

type Props = {
  title: string;
  program?: string;
  icon?: ReactNode;
  tone?: 'neutral' | 'good';
  lead?: ReactNode;
  bare?: boolean;
  children?: ReactNode;
};

/**
 * One state of a page: a card with its title, which is the document's too. Where it takes the place of another,
 * the focus goes to the title.
 */
export function Screen({ title, program, icon, tone = 'neutral', lead, bare = false, children }: Props) {
  const shown = useContext(Shown);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = frameTexts.pageTitle(title, program);
  }, [title, program]);

  useEffect(() => {
    if (shown.current !== null && shown.current !== title) {
      window.scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    shown.current = title;
  }, [shown, title]);

  return (
    <div className={bare ? classes.bare : classes.card}>
      {icon && (
        <span className={classes.icon} data-tone={tone} aria-hidden="true">
          {icon}
        </span>
      )}
      <h1 ref={heading} tabIndex={-1} className={classes.title}>
        {title}
      </h1>
      {lead && <p className={classes.lead}>{lead}</p>}
      {children && <div className={classes.content}>{children}</div>}
    </div>
  );
}

/** A part of a screen with a title of its own. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h2 className={classes.partTitle}>{title}</h2>
      {children}
    </section>
  );
}
