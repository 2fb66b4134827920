import { Menu, NativeSelect } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { TabLabel, TabRow, tabClass } from '~/ui/tabs';
import { SearchField, ToolButton, Toolbar } from '~/ui/toolbar';
import { useIsPhone } from '~/ui/use-is-phone';
import { type LeadsSearch, type LeadView, leadSorts } from './search';
import { leadsTexts as texts } from './texts';

/** Where a list of leads stands: the partner's own, or that of all for operators. */
export type ListPath = '/leads' | '/operator/leads';

type Counts = Partial<Record<LeadView | 'all', number>>;
type Props = { to: ListPath; search: LeadsSearch; views: LeadView[]; counts?: Counts | null };

const mostTabs = 4;

/** Another question starts at its first page. */
const firstPage = { after: undefined, before: undefined };

export function LeadsToolbar({ to, search, views, counts }: Props) {
  const navigate = useNavigate();
  const phone = useIsPhone();
  return (
    <Toolbar>
      <Views to={to} search={search} views={views} counts={counts} />
      <SearchField
        label={texts.search}
        value={search.search ?? ''}
        onSearch={(words) =>
          navigate({ to, search: { ...search, ...firstPage, search: words || undefined }, replace: true })
        }
      />
      {phone && <SortMenu to={to} search={search} />}
    </Toolbar>
  );
}

/** Tabs, or on phones, where more than four would not fit, a select. */
function Views({ to, search: { search, sort, view: current }, views, counts }: Props) {
  const navigate = useNavigate();
  const phone = useIsPhone();
  const all = [undefined, ...views];
  if (phone && all.length > mostTabs) {
    return (
      <NativeSelect
        aria-label={texts.views}
        data={all.map((view) => ({ value: view ?? '', label: texts.viewNames[view ?? 'all'] }))}
        value={current ?? ''}
        onChange={({ currentTarget }) => {
          const view = views.find((each) => each === currentTarget.value);
          void navigate({ to, search: { search, sort, view }, replace: true });
        }}
        flex={1}
      />
    );
  }
  return (
    <TabRow label={texts.views}>
      {all.map((view) => (
        <Link
          key={view ?? 'all'}
          to={to}
          search={{ search, sort, view }}
          className={tabClass}
          activeOptions={{ explicitUndefined: true }}
        >
          <TabLabel count={phone ? undefined : counts?.[view ?? 'all']}>{texts.viewNames[view ?? 'all']}</TabLabel>
        </Link>
      ))}
    </TabRow>
  );
}

/** Cards have no headers to sort by. */
function SortMenu({ to, search }: { to: ListPath; search: LeadsSearch }) {
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ToolButton icon={<IconArrowsSort size={16} />} label={texts.sort} />
      </Menu.Target>
      <Menu.Dropdown>
        {leadSorts.map((sort) => (
          <Menu.Item
            key={sort}
            aria-current={sort === (search.sort ?? 'NEWEST') || undefined}
            onClick={() => navigate({ to, search: { ...search, ...firstPage, sort }, replace: true })}
          >
            {texts.sorts[sort]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
