import '@mantine/spotlight/styles.layer.css';
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import {
  IconBuildingStore,
  IconDownload,
  IconKey,
  IconKeyboard,
  IconMoon,
  IconPlus,
  IconScale,
  IconSearch,
  IconShare,
  IconShieldLock,
  IconTableImport,
  IconTargetArrow,
  IconUserPlus,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';
import { named } from '~/lib/named';
import { useMay, useViewer } from '~/lib/session';
import { navigationFor } from './navigation';
import { PaletteAccountsQuery } from './palette.queries';
import { paletteTexts, shellTexts } from './texts';

type Action = { label: string; description?: string; icon: ReactNode; run: () => void };

/** Search over pages, accounts and actions; loaded when it is first wanted. */
export default function Palette({ onShortcuts }: { onShortcuts: () => void }) {
  const [query, setQuery] = useState('');
  const accounts = useAccounts(query);
  const pages = usePages();
  const actions = useActions(onShortcuts);
  const words = query.trim().toLowerCase();
  const matching = (list: Action[]) => list.filter(({ label }) => label.toLowerCase().includes(words));
  const groups = [
    { title: paletteTexts.accounts, list: accounts },
    { title: paletteTexts.pages, list: matching(pages) },
    { title: paletteTexts.actions, list: matching(actions) },
  ].filter(({ list }) => list.length > 0);

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      centered={false}
      yOffset="12dvh"
      scrollable
      maxHeight={420}
      radius="lg"
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      attributes={{ content: { 'aria-label': paletteTexts.title } }}
    >
      <Spotlight.Search
        aria-label={paletteTexts.title}
        placeholder={paletteTexts.placeholder}
        leftSection={<IconSearch size={18} />}
      />
      <Spotlight.ActionsList>
        {groups.map(({ title, list }) => (
          <Spotlight.ActionsGroup key={title} label={title}>
            {list.map(({ label, description, icon, run }) => (
              <Spotlight.Action
                key={`${label} ${description}`}
                label={label}
                description={description}
                leftSection={icon}
                onClick={run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{paletteTexts.nothing}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function useAccounts(query: string): Action[] {
  const navigate = useNavigate();
  const may = useMay('VIEW_ACCOUNTS');
  const [search] = useDebouncedValue(query.trim(), 150);
  const pause = !may || search.length < 2;
  const [{ data }] = useQuery({ query: PaletteAccountsQuery, variables: { search }, pause });
  if (pause || !data) return [];
  const found = data.accounts.nodes.filter(({ id }) => id !== data.account?.id);
  return (data.account ? [data.account, ...found] : found).map(named).map(({ id, name, website, accountId }) => ({
    label: name,
    description: `${website} · ${accountId}`,
    icon: <IconBuildingStore size={18} stroke={1.75} />,
    run: () => void navigate({ to: '/accounts/$id', params: { id } }),
  }));
}

function usePages(): Action[] {
  const navigate = useNavigate();
  const mayRules = useMay('VIEW_CREDIT_POLICY');
  const pages = navigationFor(useViewer()).map(({ to, label, Icon }) => ({
    label,
    icon: <Icon size={18} stroke={1.75} />,
    run: () => void navigate({ to }),
  }));
  const security = {
    label: shellTexts.security,
    icon: <IconShieldLock size={18} stroke={1.75} />,
    run: () => void navigate({ to: '/settings/security' }),
  };
  const rules = {
    label: shellTexts.creditRules,
    icon: <IconScale size={18} stroke={1.75} />,
    run: () => void navigate({ to: '/credit' }),
  };
  return mayRules ? [...pages, rules, security] : [...pages, security];
}

function useActions(onShortcuts: () => void): Action[] {
  const navigate = useNavigate();
  const viewer = useViewer();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const actions: Action[] = [
    {
      label: paletteTexts.switchColours,
      icon: <IconMoon size={18} stroke={1.75} />,
      run: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
    },
    { label: paletteTexts.showShortcuts, icon: <IconKeyboard size={18} stroke={1.75} />, run: onShortcuts },
  ];
  if (!viewer?.member) return actions;
  if (viewer.permissions.includes('VIEW_ACCOUNTS')) {
    actions.unshift({
      label: paletteTexts.exportAccounts,
      icon: <IconDownload size={18} stroke={1.75} />,
      run: () => window.location.assign('/files/accounts.csv'),
    });
  }
  if (viewer.permissions.includes('EDIT_TEAM')) {
    actions.unshift({
      label: paletteTexts.inviteMember,
      description: paletteTexts.inviteMemberDetail,
      icon: <IconUserPlus size={18} stroke={1.75} />,
      run: () => void navigate({ to: '/team', search: { dialog: 'invite' } }),
    });
  }
  if (viewer.permissions.includes('EDIT_REFERRAL_LINKS')) {
    actions.unshift({
      label: paletteTexts.createLink,
      description: paletteTexts.createLinkDetail,
      icon: <IconShare size={18} stroke={1.75} />,
      run: () => void navigate({ to: '/links', search: { dialog: 'create' } }),
    });
  }
  if (viewer.permissions.includes('EDIT_LEADS')) {
    actions.unshift(
      {
        label: paletteTexts.registerLead,
        description: paletteTexts.registerLeadDetail,
        icon: <IconTargetArrow size={18} stroke={1.75} />,
        run: () => void navigate({ to: '/leads', search: { dialog: 'register' } }),
      },
      {
        label: paletteTexts.importLeads,
        description: paletteTexts.importLeadsDetail,
        icon: <IconTableImport size={18} stroke={1.75} />,
        run: () => void navigate({ to: '/leads', search: { dialog: 'import' } }),
      },
    );
  }
  if (viewer.permissions.includes('REQUEST_ACCESS')) {
    actions.unshift({
      label: paletteTexts.requestAccess,
      description: paletteTexts.requestAccessDetail,
      icon: <IconKey size={18} stroke={1.75} />,
      run: () => void navigate({ to: '/requests', search: { dialog: 'request' } }),
    });
  }
  if (viewer.permissions.includes('CREATE_ACCOUNTS')) {
    actions.unshift({
      label: paletteTexts.createAccount,
      description: paletteTexts.createAccountDetail,
      icon: <IconPlus size={18} stroke={1.75} />,
      run: () => void navigate({ to: '/accounts', search: { create: true } }),
    });
  }
  return actions;
}
