import { absoluteTime, countryName } from '~/lib/format';
import { Facts } from '~/ui/facts';
import { Panel } from '~/ui/page';
import { Steps } from '~/ui/steps';
import type { Account } from './account-page';
import { formTexts, nextTexts, accountTexts as texts } from './texts';

/** What is known of the account. */
export function AccountDetails({ account }: { account: Account }) {
  const partners = account.accesses.map(({ partner }) => partner.name).join(', ');
  const ofOperators = account.status === null;
  return (
    <Panel title={texts.facts}>
      <Facts
        facts={[
          ofOperators
            ? { term: texts.partners, value: partners }
            : { term: texts.access, value: texts.accessLevels[account.accessLevel] },
          { term: texts.owner, value: account.ownerEmail },
          { term: texts.plan, value: account.plan },
          { term: texts.created, value: absoluteTime(account.createdAt) },
          { term: formTexts.platform, value: account.platform },
          { term: formTexts.country, value: account.country && countryName(account.country) },
          { term: formTexts.currency, value: account.currencyCode },
          { term: formTexts.timeZone, value: account.timeZone },
        ]}
      />
    </Panel>
  );
}

/** Always a hint of what to do next. */
export function AccountNext({ status }: { status: keyof typeof nextTexts }) {
  const { title, steps } = nextTexts[status];
  return (
    <Panel title={texts.next} lead={title}>
      <Steps steps={[...steps]} />
    </Panel>
  );
}
