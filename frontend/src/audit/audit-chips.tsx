import { useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { RemovableChips } from '~/ui/removable-chips';
import type { AuditRowFragment } from './audit.queries';
import { type AuditSearch, firstPage } from './search';
import { auditTexts as texts } from './texts';

type Props = { search: AuditSearch; events: readonly ResultOf<typeof AuditRowFragment>[] };

/** What was chosen at a row, each with a way to take it away; the first of the events found tells its name. */
export function AuditChips({ search, events }: Props) {
  const navigate = useNavigate();
  const [first] = events;
  const { actor, partner, subject, ip } = search;
  const chips = [
    actor && { name: 'actor', text: texts.chips.actor(first?.actor.name ?? null) },
    partner && { name: 'partner', text: texts.chips.partner(first?.partner?.name ?? null) },
    subject && { name: 'subject', text: texts.chips.subject(texts.thing(subject)) },
    ip && { name: 'ip', text: texts.chips.ip(ip) },
  ].filter((chip) => chip !== '' && chip !== undefined);
  return (
    <RemovableChips
      label={texts.filters}
      chips={chips}
      removeLabel={texts.remove}
      onRemove={(name) =>
        navigate({ to: '/operator/audit', search: { ...search, ...firstPage, [name]: undefined }, replace: true })
      }
    />
  );
}
