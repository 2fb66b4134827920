import type { ResultOf } from 'gql.tada';
import { useQuery } from 'urql';
import { formatMoney } from '~/lib/format';
import { nextDates } from '~/lib/next-dates';
import { useProgramDate } from '~/lib/program-days';
import { Facts } from '~/ui/facts';
import { TextLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { HomeMoneyQuery } from './home.queries';
import { homeTexts } from './texts';

const texts = homeTexts.money;
type Money = { amount: string; currencyCode: string };

/** What can be withdrawn, is coming when, is owed, and what this month has earned; not there where there is nothing. */
export function MoneyPanel() {
  const programDate = useProgramDate();
  const [{ data }] = useQuery({ query: HomeMoneyQuery });
  if (!data) return null;
  const thisMonth = earnedThisMonth(data.performance);
  const balances = (data.viewer?.partner?.balances ?? []).filter(
    ({ available, pending, debt, currencyCode }) =>
      [available, pending, debt].some(isSome) || thisMonth.has(currencyCode),
  );
  if (balances.length === 0) return null;
  const next = nextDates(data.rewards.nodes);
  const comingWhen = (currencyCode: string) => {
    const at = next.get(currencyCode);
    return at ? ` · ${texts.nextOn(programDate(at))}` : '';
  };
  return (
    <Panel title={texts.title} actions={<TextLink to="/rewards">{texts.open}</TextLink>}>
      {balances.map(({ currencyCode, available, pending, debt }) => (
        <Facts
          key={currencyCode}
          line
          facts={[
            { term: texts.available, value: formatMoney(available) },
            { term: texts.coming, value: `${formatMoney(pending)}${comingWhen(currencyCode)}` },
            ...(isSome(debt) ? [{ term: texts.owed, value: formatMoney(debt) }] : []),
            { term: texts.thisMonth, value: <ThisMonth earned={thisMonth.get(currencyCode)} /> },
          ]}
        />
      ))}
    </Panel>
  );
}

const isSome = ({ amount }: Money) => Number(amount) !== 0;

function ThisMonth({ earned }: { earned?: Money }) {
  return <TextLink to="/performance">{earned ? formatMoney(earned) : texts.nothingYet}</TextLink>;
}

/** By currency; the last of the periods is the program's month of now. */
function earnedThisMonth(performance: ResultOf<typeof HomeMoneyQuery>['performance']): Map<string, Money> {
  const month = performance?.periods.at(-1)?.startsOn;
  const points = (performance?.points ?? []).filter(({ startsOn }) => startsOn === month);
  return new Map(points.map(({ earned }) => [earned.currencyCode, earned]));
}
