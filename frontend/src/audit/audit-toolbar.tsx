import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { eventGroups } from '~/ui/event-texts';
import { actorTexts } from '~/ui/texts';
import { SearchField, Toolbar } from '~/ui/toolbar';
import { DaysFilter } from './days-filter';
import { type AuditSearch, actorKinds, firstPage } from './search';
import { auditTexts as texts } from './texts';

const types = [
  { value: '', label: texts.anyType },
  ...eventGroups().map(({ noun, types }) => ({
    group: texts.groups[noun] ?? noun,
    items: types.map(({ type, text }) => ({ value: type, label: text })),
  })),
];
const kinds = [
  { value: '', label: texts.anyKind },
  ...actorKinds.map((kind) => ({ value: kind, label: actorTexts[kind] })),
];

const selectWidth = { flex: '1 1 100px', maw: 220 };

/** What is asked for most; the rest is chosen at a row. */
export function AuditToolbar({ search }: { search: AuditSearch }) {
  const navigate = useNavigate();
  const choose = (change: Partial<AuditSearch>) =>
    navigate({ to: '/operator/audit', search: { ...search, ...firstPage, ...change }, replace: true });
  return (
    <Toolbar>
      <NativeSelect
        aria-label={texts.types}
        data={types}
        value={search.type ?? ''}
        {...selectWidth}
        onChange={({ currentTarget }) => choose({ type: currentTarget.value || undefined })}
      />
      <NativeSelect
        aria-label={texts.kinds}
        data={kinds}
        value={search.kind ?? ''}
        {...selectWidth}
        onChange={({ currentTarget }) => choose({ kind: actorKinds.find((kind) => kind === currentTarget.value) })}
      />
      <DaysFilter search={search} onChoose={choose} />
      <SearchField
        label={texts.email}
        value={search.email ?? ''}
        onSearch={(email) => choose({ email: email || undefined })}
      />
    </Toolbar>
  );
}
