import classes from './printed-code.module.css';

type Props = { size: number; path: string; label: string };

/** A code of dark squares on white, in dark colours too: cameras want it so. */
export function PrintedCode({ size, path, label }: Props) {
  return (
    <div className={classes.frame}>
      <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
        <path d={path} />
      </svg>
    </div>
  );
}
