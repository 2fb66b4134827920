import { IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './link-cards.module.css';

export function LinkCards({ children }: { children: ReactNode }) {
  return <ul className={classes.cards}>{children}</ul>;
}

/** The class that makes a link cover its card. */
export const linkCardClass = classes.link;

type Props = { icon: ReactNode; description: string; external: boolean; missing?: string; children: ReactNode };

export function LinkCard({ icon, description, external, missing, children }: Props) {
  return (
    <li className={classes.card} data-missing={missing ? true : undefined}>
      {icon}
      <div className={classes.words}>
        <h2 className={classes.title}>{children}</h2>
        <p className={classes.text}>{description}</p>
        {missing && <p className={classes.text}>{missing}</p>}
      </div>
      {external && <IconArrowUpRight className={classes.arrow} size={16} aria-hidden="true" />}
    </li>
  );
}
