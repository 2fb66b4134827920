import { IconLock } from '@tabler/icons-react';
import { useProgram, useViewer } from '~/lib/session';
import { Notice } from '~/ui/notice';
import classes from '~/ui/shell.module.css';
import { shellTexts } from './texts';

/** Tells members why they can read only. */
export function Suspended() {
  const status = useViewer()?.member?.partner.status;
  const support = useProgram()?.supportEmail;
  if (status !== 'SUSPENDED' && status !== 'CLOSED') return null;
  const { title, text } = shellTexts.partner[status];
  return (
    <div className={classes.suspended}>
      <Notice tone="attention" icon={<IconLock />} title={title}>
        {text} {support && <a href={`mailto:${support}`}>{support}</a>}
      </Notice>
    </div>
  );
}
