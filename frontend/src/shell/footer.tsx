import { Link } from '@tanstack/react-router';
import { useProgram, useViewer } from '~/lib/session';
import classes from '~/ui/shell.module.css';
import { shellTexts } from './texts';

/** The program's support address, on every page. */
export function Footer() {
  const program = useProgram();
  const viewer = useViewer();
  if (!program) return null;
  return (
    <footer className={classes.footer}>
      <span>
        {shellTexts.support} <a href={`mailto:${program.supportEmail}`}>{program.supportEmail}</a>
      </span>
      {!viewer && (
        <span>
          <Link to="/apply">{shellTexts.applyNow}</Link> · <Link to="/login">{shellTexts.signIn}</Link>
        </span>
      )}
    </footer>
  );
}
