import { Menu, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useViewer } from '~/lib/session';
import { ProgramMark } from '~/ui/program-mark';
import classes from '~/ui/shell.module.css';
import { navigationFor } from './navigation';
import { shellTexts } from './texts';

const onBar = 4;

export function Sidebar() {
  const viewer = useViewer();
  return (
    <nav className={classes.sidebar} aria-label={shellTexts.navigation}>
      <div className={classes.mark}>
        <ProgramMark detail={viewer?.member?.partner.name ?? shellTexts.operatorConsole} />
      </div>
      <div className={classes.navigation}>
        {navigationFor(viewer).map(({ to, label, Icon }) => (
          <Link key={to} to={to} className={classes.item} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon size={18} stroke={1.75} aria-hidden="true" />
            {label}
          </Link>
        ))}
      </div>
    </nav>
  );
}

/** The navigation of phones, in reach of the thumb. */
export function BottomBar() {
  const items = navigationFor(useViewer());
  const navigate = useNavigate();
  const rest = items.length > onBar + 1 ? items.slice(onBar) : [];
  const shown = rest.length > 0 ? items.slice(0, onBar) : items;
  return (
    <nav className={classes.bottomBar} aria-label={shellTexts.navigation}>
      {shown.map(({ to, label, short, Icon }) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon size={22} stroke={1.6} aria-hidden="true" />
          {short ?? label}
        </Link>
      ))}
      {rest.length > 0 && (
        <Menu position="top-end" width={240}>
          <Menu.Target>
            <UnstyledButton className={classes.tab}>
              <IconDots size={22} stroke={1.6} aria-hidden="true" />
              {shellTexts.more}
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(({ to, label, Icon }) => (
              <Menu.Item key={to} leftSection={<Icon size={18} stroke={1.75} />} onClick={() => navigate({ to })}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}
