import { lazy, Suspense } from 'react';
import { formatNumber } from '~/lib/format';
import { CardFoot, DataTable, RowTitle } from '~/ui/data-table';
import { Panel } from '~/ui/page';
import { PlotWords } from '~/ui/plot/plot-tools';
import { ScrollFrame } from '~/ui/scroll-frame';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { periodWords } from './days';
import type { Period } from './earned-panel';
import { type Conversion, sumOfConversions } from './performance-figures';
import type { Question } from './question';
import { performanceTexts as texts } from './texts';

const ConversionPlot = lazy(() => import('./conversion-plot'));

type Props = {
  table?: boolean;
  question: Question;
  periods: readonly Period[];
  conversions: readonly Conversion[];
};

/** What became of the leads and hand-overs of each period. */
export function ConversionPanel({ table, question, periods, conversions }: Props) {
  const { leads, won, transfers, paying } = sumOfConversions(conversions);
  const sums = periods.map(({ startsOn }) => ({
    startsOn,
    ...sumOfConversions(conversions.filter((one) => one.startsOn === startsOn)),
  }));
  return (
    <Panel title={texts.conversion} lead={texts.conversionLead}>
      <PlotWords>{texts.conversionWords(won, leads, paying, transfers)}</PlotWords>
      {table ? (
        <ConversionTable sums={sums} question={question} />
      ) : (
        <Suspense fallback={<SkeletonLines lines={5} />}>
          <ConversionPlot sums={sums} interval={question.interval} />
        </Suspense>
      )}
    </Panel>
  );
}

/** Of one period. */
export type ConversionSums = { startsOn: string } & ReturnType<typeof sumOfConversions>;

function ConversionTable({ sums, question: { interval } }: { sums: ConversionSums[]; question: Question }) {
  const rows = sums.filter(({ leads, transfers }) => leads + transfers > 0).toReversed();
  return (
    <ScrollFrame label={texts.conversion}>
      <DataTable
        label={texts.conversion}
        rows={rows}
        rowKey={({ startsOn }) => startsOn}
        columns={[
          {
            id: 'period',
            header: texts.columns.period[interval],
            cell: ({ startsOn }) => periodWords(startsOn, interval),
          },
          { id: 'leads', header: texts.leads, end: true, cell: ({ leads }) => formatNumber(leads) },
          { id: 'won', header: texts.won, end: true, cell: ({ won }) => formatNumber(won) },
          { id: 'transfers', header: texts.transfers, end: true, cell: ({ transfers }) => formatNumber(transfers) },
          { id: 'paying', header: texts.paying, end: true, cell: ({ paying }) => formatNumber(paying) },
        ]}
        card={({ startsOn, leads, won, transfers, paying }) => (
          <>
            <RowTitle>{periodWords(startsOn, interval)}</RowTitle>
            <CardFoot>{texts.conversionWords(won, leads, paying, transfers)}</CardFoot>
          </>
        )}
      />
    </ScrollFrame>
  );
}
