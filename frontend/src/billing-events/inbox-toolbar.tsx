import { NativeSelect } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { RemovableChips } from '~/ui/removable-chips';
import { SearchField, Toolbar } from '~/ui/toolbar';
import { Views } from '~/ui/views';
import { eventTypes, firstPage, type InboxSearch, type InboxView, inboxViews } from './search';
import { inboxTexts as texts } from './texts';

const types = [
  { value: '', label: texts.anyType },
  ...eventTypes.map((type) => ({ value: type, label: texts.typeNames[type] })),
];

/** What waits for an account is what the plain address shows. */
const inAddress = (view: InboxView) => (view === 'ACCOUNT' ? undefined : view);

export function InboxToolbar({ search }: { search: InboxSearch }) {
  const navigate = useNavigate();
  const choose = (change: Partial<InboxSearch>) =>
    navigate({ to: '/operator/billing-events', search: { ...search, ...firstPage, ...change }, replace: true });
  return (
    <>
      <Toolbar>
        <Views
          label={texts.views}
          views={inboxViews.map((value) => ({ value, label: texts.viewNames[value] }))}
          current={search.view ?? 'ACCOUNT'}
          link={(view, className, words) => (
            <Link
              key={view}
              to="/operator/billing-events"
              search={{ ...search, ...firstPage, view: inAddress(view) }}
              className={className}
              activeOptions={{ explicitUndefined: true }}
            >
              {words}
            </Link>
          )}
          onChoose={(view) => choose({ view: inAddress(view) })}
        />
        <NativeSelect
          aria-label={texts.types}
          data={types}
          value={search.type ?? ''}
          flex="1 1 100px"
          maw={220}
          onChange={({ currentTarget }) => choose({ type: eventTypes.find((type) => type === currentTarget.value) })}
        />
        <SearchField
          label={texts.search}
          value={search.account ?? ''}
          onSearch={(account) => choose({ account: account || undefined })}
        />
      </Toolbar>
      <RemovableChips
        label={texts.filters}
        chips={search.source ? [{ name: 'source', text: texts.fromSource(search.source) }] : []}
        removeLabel={texts.removeFilter}
        onRemove={() => choose({ source: undefined })}
      />
    </>
  );
}
