import { IconHammer } from '@tabler/icons-react';
import classes from './choice.module.css';
import { IconTile } from './icons';

/** Which of a dialog's ways is taken; while there is only one it just says what it is for. */
export function ChoiceHeader({ title, text }: { title: string; text: string }) {
  return (
    <div className={classes.choice}>
      <IconTile tone="accent">
        <IconHammer />
      </IconTile>
      <div>
        <div className={classes.title}>{title}</div>
        <div className={classes.text}>{text}</div>
      </div>
    </div>
  );
}
