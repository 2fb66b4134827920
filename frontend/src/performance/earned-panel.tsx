import { Button } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { formatMoney } from '~/lib/format';
import { sumOfMoney } from '~/lib/money';
import { Panel } from '~/ui/page';
import { PlotWords } from '~/ui/plot/plot-tools';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Views } from '~/ui/views';
import { calendarDay, periodWords } from './days';
import { EarnedTable } from './earned-table';
import type { PerformancePath } from './performance-page';
import type { Question } from './question';
import type { PerformanceSearch } from './search';
import { byCurrency, type Money, type Point } from './sums';
import { performanceTexts as texts } from './texts';

// The plot has libraries of its own, which the table does without.
const EarnedPlot = lazy(() => import('./earned-plot'));

export type Period = { startsOn: string; endsOn: string };
type Props = {
  path: PerformancePath;
  search: PerformanceSearch;
  question: Question;
  periods: readonly Period[];
  points: readonly Point[];
};

/** What was earned in one currency, as a plot or as a table: the address says which. There is some in at least one. */
export function EarnedPanel({ path, search, question, periods, points }: Props) {
  const currencies = byCurrency(points);
  const chosen = currencies.find(({ currencyCode }) => currencyCode === search.currency) ?? currencies[0];
  if (!chosen) return null;
  const shown = { question, periods, points: chosen.points, currencyCode: chosen.currencyCode };
  return (
    <Panel title={texts.plot(chosen.currencyCode)} actions={<AsTable path={path} search={search} />}>
      <EarnedWords {...shown} />
      {currencies.length > 1 && <Currencies path={path} search={search} currencies={currencies} current={chosen} />}
      {search.table ? (
        <EarnedTable path={path} search={search} {...shown} />
      ) : (
        <Suspense fallback={<SkeletonLines lines={7} />}>
          <EarnedPlot {...shown} />
        </Suspense>
      )}
    </Panel>
  );
}

type PathProps = { path: PerformancePath; search: PerformanceSearch };

function AsTable({ path, search }: PathProps) {
  const navigate = useNavigate();
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={search.table ? <IconChartBar size={14} /> : <IconTable size={14} />}
      onClick={() => navigate({ to: path, search: { ...search, table: !search.table || undefined }, replace: true })}
    >
      {search.table ? texts.asPlot : texts.asTable}
    </Button>
  );
}

type One = { currencyCode: string };

// The first is shown where the address names none, so the link alone can't know.
const chosenView = { 'aria-current': 'page', 'data-status': 'active' } as const;

function Currencies({ path, search, currencies, current }: PathProps & { currencies: readonly One[]; current: One }) {
  const navigate = useNavigate();
  return (
    <Views
      label={texts.currencies}
      views={currencies.map(({ currencyCode }) => ({ value: currencyCode, label: currencyCode }))}
      current={current.currencyCode}
      link={(currency, className, words) => (
        <Link
          key={currency}
          to={path}
          search={{ ...search, currency }}
          className={className}
          {...(currency === current.currencyCode && chosenView)}
          replace
        >
          {words}
        </Link>
      )}
      onChoose={(currency) => navigate({ to: path, search: { ...search, currency }, replace: true })}
    />
  );
}

/** What one currency's part of the panel shows. */
export type Shown = {
  question: Question;
  periods: readonly Period[];
  points: readonly Point[];
  currencyCode: Money['currencyCode'];
};

/** What the plot says, for whoever doesn't see it. */
function EarnedWords({ question, periods, points, currencyCode }: Shown) {
  const sumOf = (some: readonly Point[], which: 'earned' | 'reversed') =>
    sumOfMoney(
      some.map((point) => point[which]),
      currencyCode,
    );
  const wentBack = sumOf(points, 'reversed');
  const [most] = periods
    .map(({ startsOn }) => ({ startsOn, points: points.filter((point) => point.startsOn === startsOn) }))
    .map((period) => ({ ...period, earned: sumOf(period.points, 'earned') }))
    .toSorted((one, other) => Number(other.earned.amount) - Number(one.earned.amount));
  const clients = most?.points.reduce((all, { payingClients }) => all + payingClients, 0) ?? 0;
  const [from, to] = [periods[0]?.startsOn ?? question.from, periods.at(-1)?.endsOn ?? question.to];
  return (
    <PlotWords>
      {texts.summary(formatMoney(sumOf(points, 'earned')), calendarDay(from), calendarDay(to))}{' '}
      {periods.length > 1 &&
        most &&
        texts.most(periodWords(most.startsOn, question.interval), formatMoney(most.earned), clients)}{' '}
      {Number(wentBack.amount) > 0 && texts.wentBack(formatMoney(wentBack))}
    </PlotWords>
  );
}
