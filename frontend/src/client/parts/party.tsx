import { bareWebsite, websiteAddress } from '~/lib/format';
import { frameTexts } from '../texts';
import classes from './party.module.css';

type Props = { label?: string; name: string; website: string; round?: boolean };

/** A store, or with `round` an agency: a letter, the name, and the website to look at. */
export function Party({ label, name, website, round = false }: Props) {
  return (
    <div className={classes.party}>
      <span className={classes.letter} data-round={round || undefined} aria-hidden="true">
        {name.charAt(0).toUpperCase()}
      </span>
      <div className={classes.words}>
        {label && <span className={classes.label}>{label}</span>}
        <span className={classes.name}>{name}</span>
        <a className={classes.website} href={websiteAddress(website)} target="_blank" rel="noreferrer">
          {bareWebsite(website)}
          <span className={classes.hidden}> ({frameTexts.newTab})</span>
        </a>
      </div>
    </div>
  );
}
