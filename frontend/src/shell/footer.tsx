import { useProgram } from '~/lib/session';
import classes from '~/ui/shell.module.css';
import { frameTexts } from './frame-texts';

/** The program's support address, on every page. */
export function Footer() {
  const program = useProgram();
  if (!program) return null;
  return (
    <footer className={classes.footer}>
      <span>
        {frameTexts.support} <a href={`mailto:${program.supportEmail}`}>{program.supportEmail}</a>
      </span>
    </footer>
  );
}
