import { useProgram } from '~/lib/session';
import classes from './program-mark.module.css';

/** The program's logo, or its first letter, with its name. */
export function ProgramMark({ detail }: { detail?: string }) {
  const program = useProgram();
  if (!program) return null;
  return (
    <div className={classes.mark}>
      {program.logoUrl ? (
        <img className={classes.logo} src={program.logoUrl} alt="" />
      ) : (
        <span className={classes.letter} aria-hidden="true">
          {program.name.charAt(0).toUpperCase()}
        </span>
      )}
      <span className={classes.words}>
        <span className={classes.name}>{program.name}</span>
        {detail && <span className={classes.detail}>{detail}</span>}
      </span>
    </div>
  );
}
