import classes from './clamped.module.css';

/** The first two lines of a longer text; all of it on hover. */
export function Clamped({ children }: { children: string }) {
  return (
    <div className={classes.text} title={children}>
      {children}
    </div>
  );
}
