import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation } from 'urql';
import { useNow } from '~/lib/clock';
import { absoluteTime } from '~/lib/format';
import { useMay, useProgram } from '~/lib/session';
import { AdvanceClock } from '~/lib/session.queries';
import classes from '~/ui/shell.module.css';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { shellTexts } from './texts';

/** Where the program runs on a test clock: its time, and for operators the way to move it. */
export function ClockBar() {
  const program = useProgram();
  const now = useNow();
  const mayAdvance = useMay('ADVANCE_CLOCK');
  if (!program?.testClock) return null;
  return (
    <aside className={classes.clock} aria-label={shellTexts.testClock}>
      <span>
        {shellTexts.testClock} · <time>{absoluteTime(new Date(now).toISOString())}</time>
      </span>
      {mayAdvance && <ClockMenu />}
    </aside>
  );
}

function ClockMenu() {
  const [{ fetching }, advance] = useMutation(AdvanceClock);

  async function moveForward(seconds: number, label: string) {
    const { data, error } = await advance({ input: { seconds } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.advanceClock.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(shellTexts.clockMoved(label));
  }

  return (
    <Menu position="bottom" width={160}>
      <Menu.Target>
        <UnstyledButton className={classes.clockButton} disabled={fetching}>
          {shellTexts.moveForward}
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {shellTexts.clockSteps.map(({ label, seconds }) => (
          <Menu.Item key={seconds} onClick={() => moveForward(seconds, label)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
