import { frameTexts } from '../texts';
import { Frame } from './frame';
import screen from './screen.module.css';
import classes from './skeleton.module.css';

/** Keeps the page's room until its data is there. */
export function Skeleton() {
  return (
    <Frame>
      <div className={screen.card} aria-busy="true">
        <span className={classes.words} role="status">
          {frameTexts.loading}
        </span>
        <div className={classes.lines} aria-hidden="true">
          <span className={classes.title} />
          <span className={classes.line} />
          <span className={classes.box} />
          <span className={classes.line} />
          <span className={classes.line} />
          <span className={classes.button} />
        </div>
      </div>
    </Frame>
  );
}
