import { Menu } from '@mantine/core';
import { IconArrowsSort, IconFilter } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { OptionLine } from '~/ui/option-line';
import { StatusDot } from '~/ui/status-badge';
import { statusTexts } from '~/ui/status-texts';
import { TabLabel, TabRow, tabClass } from '~/ui/tabs';
import { SearchField, ToolButton, Toolbar } from '~/ui/toolbar';
import { useIsPhone } from '~/ui/use-is-phone';
import { AccountCountsQuery } from './accounts.queries';
import { type AccountsSearch, activeStatuses } from './search';
import { listTexts as texts } from './texts';

/** Another question starts at its first page. */
const firstPage = { after: undefined, before: undefined };

export function AccountsToolbar({ search }: { search: AccountsSearch }) {
  const navigate = useNavigate();
  const phone = useIsPhone();
  const counts = useCounts();
  const archived = search.archived ?? false;
  const tab = (isArchived: boolean) => ({
    search: search.search,
    sort: search.sort,
    archived: isArchived || undefined,
  });
  return (
    <Toolbar>
      <TabRow label={texts.views}>
        {[false, true].map((isArchived) => (
          <Link
            key={String(isArchived)}
            to="/accounts"
            search={tab(isArchived)}
            className={tabClass}
            activeOptions={{ explicitUndefined: true }}
          >
            <TabLabel count={isArchived ? counts?.INACTIVE : counts?.active}>
              {isArchived ? texts.archived : texts.active}
            </TabLabel>
          </Link>
        ))}
      </TabRow>
      <SearchField
        label={texts.search}
        value={search.search ?? ''}
        onSearch={(words) =>
          navigate({
            to: '/accounts',
            search: { ...search, ...firstPage, search: words || undefined },
            replace: true,
          })
        }
      />
      {!archived && <StatusFilter search={search} counts={counts} />}
      {phone && <SortMenu search={search} />}
    </Toolbar>
  );
}

type Counts = ReturnType<typeof useCounts>;

function useCounts() {
  const [{ data }] = useQuery({ query: AccountCountsQuery });
  if (!data?.accountCounts) return null;
  const { development, transferPending, awaitingPlan, collaborator, inactive } = data.accountCounts;
  return {
    DEVELOPMENT: development,
    TRANSFER_PENDING: transferPending,
    AWAITING_PLAN: awaitingPlan,
    COLLABORATOR: collaborator,
    INACTIVE: inactive,
    active: development + transferPending + awaitingPlan + collaborator,
  };
}

function StatusFilter({ search, counts }: { search: AccountsSearch; counts: Counts }) {
  const navigate = useNavigate();
  const chosen = search.status ?? [];
  const choose = (next: string[]) => {
    const status = activeStatuses.filter((each) => next.includes(each));
    return navigate({
      to: '/accounts',
      search: { ...search, ...firstPage, status: status.length > 0 ? status : undefined },
      replace: true,
    });
  };
  return (
    <Menu position="bottom-end" width={310} closeOnItemClick={false}>
      <Menu.Target>
        <ToolButton icon={<IconFilter size={16} />} label={texts.statusFilter(chosen.length)} on={chosen.length > 0} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.CheckboxGroup value={chosen} onChange={choose}>
          {activeStatuses.map((status) => (
            <Menu.CheckboxItem key={status} value={status}>
              <OptionLine count={counts?.[status]}>
                <StatusDot status={status} />
                {statusTexts[status]}
              </OptionLine>
            </Menu.CheckboxItem>
          ))}
        </Menu.CheckboxGroup>
        {chosen.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Item closeMenuOnClick onClick={() => choose([])}>
              {texts.clearFilters}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Cards have no headers to sort by. */
function SortMenu({ search }: { search: AccountsSearch }) {
  const navigate = useNavigate();
  const sorts = ['NEWEST', 'OLDEST', 'NAME', 'NAME_REVERSED'] as const;
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ToolButton icon={<IconArrowsSort size={16} />} label={texts.sort} />
      </Menu.Target>
      <Menu.Dropdown>
        {sorts.map((sort) => (
          <Menu.Item
            key={sort}
            aria-current={sort === (search.sort ?? 'NEWEST') || undefined}
            onClick={() => navigate({ to: '/accounts', search: { ...search, ...firstPage, sort }, replace: true })}
          >
            {texts.sorts[sort]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
