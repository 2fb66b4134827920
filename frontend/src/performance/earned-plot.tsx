import { formatMoney } from '~/lib/format';
import { sumOfMoney } from '~/lib/money';
import { BarPlot } from '~/ui/plot/bar-plot';
import { type Part, plotTones, type Series } from '~/ui/plot/bar-series';
import { slotsOf } from './days';
import type { Shown } from './earned-panel';
import { type Group, groupsOf } from './sums';
import { performanceTexts as texts } from './texts';

/** What was earned, by what it is split by, and of how many clients. */
export default function EarnedPlot({ question, periods, points, currencyCode }: Shown) {
  const starts = periods.map(({ startsOn }) => startsOn);
  const groups = groupsOf(points, question.groupBy);
  const earnedOf = (some: Group['points']) =>
    starts.map((startsOn) =>
      sumOfMoney(
        some.filter((point) => point.startsOn === startsOn).map(({ earned }) => earned),
        currencyCode,
      ),
    );
  const parts = groups.map(({ name, others, points: some }, place): Part => {
    const earned = earnedOf(some);
    return {
      name,
      tone: others ? 'grey' : (plotTones[place] ?? 'grey'),
      values: earned.map(({ amount }) => Number(amount)),
      words: earned.map(formatMoney),
    };
  });
  const earned: Series = { name: texts.earned, parts, words: earnedOf([...points]).map(formatMoney), height: 220 };
  return (
    <BarPlot
      label={texts.plot(currencyCode)}
      slots={slotsOf(starts, question.interval)}
      series={[earned, payingClients(starts, points)]}
    />
  );
}

function payingClients(starts: readonly string[], points: readonly Group['points'][number][]): Series {
  const values = starts.map((startsOn) =>
    points.reduce((all, point) => all + (point.startsOn === startsOn ? point.payingClients : 0), 0),
  );
  const words = values.map(texts.clients);
  const name = texts.payingClients;
  return { name, words, height: 70, parts: [{ name, tone: 'green', values, words }] };
}
