import classes from './skip-link.module.css';
import { uiTexts } from './texts';

/** The first stop of the Tab key: past the navigation. */
export function SkipLink() {
  return (
    <a className={classes.skip} href="#content">
      {uiTexts.skipToContent}
    </a>
  );
}
