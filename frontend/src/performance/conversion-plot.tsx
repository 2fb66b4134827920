import { BarPlot } from '~/ui/plot/bar-plot';
import type { Part, Series } from '~/ui/plot/bar-series';
import type { ConversionSums } from './conversion-panel';
import { type Interval, slotsOf } from './days';
import { performanceTexts as texts } from './texts';

/** Leads and hand-overs by period, and how many of them have come to something. */
export default function ConversionPlot({ sums, interval }: { sums: ConversionSums[]; interval: Interval }) {
  const slots = slotsOf(
    sums.map(({ startsOn }) => startsOn),
    interval,
  );
  const leads: Series = {
    name: texts.leads,
    height: 80,
    words: sums.map(({ leads: all }) => texts.leadWords(all)),
    parts: [
      counted(
        texts.won,
        'green',
        sums.map(({ won }) => won),
      ),
      counted(
        texts.notWon,
        'grey',
        sums.map(({ leads: all, won }) => all - won),
      ),
    ],
  };
  const transfers: Series = {
    name: texts.transfers,
    height: 80,
    words: sums.map(({ transfers: all }) => texts.transferWords(all)),
    parts: [
      counted(
        texts.paying,
        'green',
        sums.map(({ paying }) => paying),
      ),
      counted(
        texts.notPaying,
        'grey',
        sums.map(({ transfers: all, paying }) => all - paying),
      ),
    ],
  };
  return <BarPlot label={texts.conversion} slots={slots} series={[leads, transfers]} />;
}

function counted(name: string, tone: Part['tone'], values: number[]): Part {
  return { name, tone, values, words: values.map(String) };
}
