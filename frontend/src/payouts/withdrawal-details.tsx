import { absoluteTime } from '~/lib/format';
import { useViewer } from '~/lib/session';
import { Facts } from '~/ui/facts';
import { Panel } from '~/ui/page';
import { methodTypeTexts } from './texts';
import type { Withdrawal } from './withdrawal-page';
import { withdrawalTexts as texts } from './withdrawal-texts';

/** What is known of the withdrawal; nothing is said of what is not. */
export function WithdrawalDetails({ withdrawal }: { withdrawal: Withdrawal }) {
  const { requestedAt, approvedAt, paidAt, endedAt, payoutMethod, requestedBy, partner, reference } = withdrawal;
  const isMember = Boolean(useViewer()?.member);
  return (
    <Panel title={texts.facts}>
      <Facts
        narrow
        facts={[
          { term: texts.partner, value: !isMember && partner.name, long: true },
          {
            term: texts.to,
            value: payoutMethod && `${methodTypeTexts[payoutMethod.type]}\n${payoutMethod.masked}`,
            long: true,
          },
          { term: texts.reference, value: reference, long: true },
          { term: texts.endToEndId, value: approvedAt && withdrawal.endToEndId, long: true },
          { term: texts.by, value: requestedBy?.name, long: true },
          { term: texts.requested, value: absoluteTime(requestedAt), long: true },
          { term: texts.approved, value: approvedAt && absoluteTime(approvedAt), long: true },
          { term: texts.paid, value: paidAt && absoluteTime(paidAt), long: true },
          { term: texts.ended, value: endedAt && absoluteTime(endedAt), long: true },
        ].filter(({ value }) => value)}
      />
    </Panel>
  );
}
