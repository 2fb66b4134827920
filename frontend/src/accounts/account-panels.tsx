import { absoluteTime, countryName } from '~/lib/format';
import { RowTitle } from '~/ui/data-table';
import { Facts } from '~/ui/facts';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { StatusBadge } from '~/ui/status-badge';
import type { Account } from './account-page';
import { formTexts, accountTexts as texts } from './texts';

/** What is known of the account; nothing is said of what is not. */
export function AccountDetails({ account }: { account: Account }) {
  const { status, accessLevel, ownerEmail, plan, hasPlan, provisioning } = account;
  const facts = [
    ...(status ? [{ term: texts.access, value: texts.accessLevels[accessLevel] }] : []),
    { term: texts.plan, value: plan ?? (hasPlan && texts.planChosen) },
    { term: texts.owner, value: ownerEmail, long: true },
    { term: texts.created, value: account.createdAt && absoluteTime(account.createdAt), long: true },
    { term: formTexts.platform, value: account.platform },
    { term: formTexts.country, value: account.country && countryName(account.country) },
    { term: formTexts.currency, value: account.currencyCode },
    { term: formTexts.timeZone, value: account.timeZone },
    ...(provisioning === 'READY' ? [] : [{ term: texts.made, value: texts.provisioning[provisioning] }]),
  ].filter(({ value }) => value);
  // Whoever has no access reads nothing of it.
  if (facts.length === 0) return null;
  return (
    <Panel title={texts.facts}>
      <Facts narrow facts={facts} />
    </Panel>
  );
}

/** For operators: who may enter, and as what. */
export function AccountPartners({ account: { accesses } }: { account: Account }) {
  return (
    <Panel flush title={texts.partners}>
      <Rows label={texts.partners}>
        {accesses.map(({ partner, status }) => ({
          key: partner.id,
          start: <RowTitle detail={<StatusBadge status={status} quiet />}>{partner.name}</RowTitle>,
        }))}
      </Rows>
    </Panel>
  );
}
