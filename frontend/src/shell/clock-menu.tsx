import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation } from 'urql';
import { AdvanceClock } from '~/lib/session.queries';
import classes from '~/ui/shell.module.css';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { shellTexts } from './texts';

/** How operators move the test clock. */
export default function ClockMenu() {
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
