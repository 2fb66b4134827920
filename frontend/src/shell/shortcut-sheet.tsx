import { Kbd } from '@mantine/core';
import { useViewer } from '~/lib/session';
import { Dialog } from '~/ui/dialog';
import classes from '~/ui/shortcuts.module.css';
import { shellTexts, shortcutTexts } from './texts';

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const viewer = useViewer();
  const mine = shortcutTexts.filter((shortcut) => !shortcut.for || viewer?.[shortcut.for]);
  return (
    <Dialog onClose={onClose} title={shellTexts.shortcuts} size="sm">
      <dl className={classes.list}>
        {mine.map(({ keys, does }) => (
          <div key={does} className={classes.line}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
