import {
  ActionIcon,
  Kbd,
  Menu,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconKeyboard, IconLogout, IconMoon, IconSearch, IconShieldLock, IconSun } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMutation } from 'urql';
import { initials } from '~/lib/format';
import { useViewer } from '~/lib/session';
import { SignOut } from '~/lib/session.queries';
import { useResetClient } from '~/lib/use-reset-client';
import { ProgramMark } from '~/ui/program-mark';
import classes from '~/ui/shell.module.css';
import { PartnerItems } from './partner-items';
import { shellTexts } from './texts';

type Props = { onSearch: () => void; onShortcuts: () => void };

export function Header({ onSearch, onShortcuts }: Props) {
  return (
    <header className={classes.header}>
      <div className={classes.headerMark}>
        <ProgramMark />
      </div>
      <UnstyledButton className={classes.search} onClick={onSearch}>
        <VisuallyHidden>{shellTexts.search}</VisuallyHidden>
        <IconSearch size={16} aria-hidden="true" />
        <span className={classes.searchWord} aria-hidden="true">
          {shellTexts.search}
        </span>
        <Kbd size="xs" className={classes.searchKeys} aria-hidden="true">
          {shellTexts.searchKeys}
        </Kbd>
      </UnstyledButton>
      <SchemeToggle />
      <UserMenu onShortcuts={onShortcuts} />
    </header>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? shellTexts.light : shellTexts.dark;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={36}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? <IconSun size={18} stroke={1.75} /> : <IconMoon size={18} stroke={1.75} />}
    </ActionIcon>
  );
}

function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const viewer = useViewer();
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [, signOut] = useMutation(SignOut);
  const person = viewer?.member ?? viewer?.operator;
  if (!person) return null;

  async function leave() {
    const { data } = await signOut({ input: { everywhere: false } });
    if (!data?.signOut.ok) return;
    resetClient();
    await navigate({ to: '/login' });
  }

  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <UnstyledButton className={classes.avatar}>
          <VisuallyHidden>{shellTexts.userMenu(person.name)}</VisuallyHidden>
          <span aria-hidden="true">{initials(person.name)}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.person}>
          <div className={classes.personName}>{person.name}</div>
          <div className={classes.personEmail}>{person.email}</div>
        </div>
        <Menu.Divider />
        <PartnerItems />
        <Menu.Item leftSection={<IconShieldLock size={17} />} onClick={() => navigate({ to: '/settings/security' })}>
          {shellTexts.security}
        </Menu.Item>
        <Menu.Item
          className={classes.keyboardOnly}
          leftSection={<IconKeyboard size={17} />}
          rightSection={<Kbd size="xs">?</Kbd>}
          onClick={onShortcuts}
        >
          {shellTexts.shortcuts}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} />} onClick={leave}>
          {shellTexts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
