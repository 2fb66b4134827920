import { Button, NativeSelect } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { useNow } from '~/lib/clock';
import { formatNumber } from '~/lib/format';
import { CardFoot, DataTable } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { Panel } from '~/ui/page';
import { BarPlot } from '~/ui/plot/bar-plot';
import type { PlotTone, Series } from '~/ui/plot/bar-series';
import { PlotTools, PlotWords } from '~/ui/plot/plot-tools';
import { ScrollFrame } from '~/ui/scroll-frame';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { type Bucket, bucketsOf } from './buckets';
import { LinkDaysQuery } from './links.queries';
import { type LinksSearch, plotRanges } from './search';
import { plotTexts as texts } from './texts';

/** What came by one link or by all, as a plot or as a table; the address says which. */
export default function VisitsPanel({ search }: { search: LinksSearch }) {
  const now = useNow();
  const [{ data, error }, ask] = useQuery({ query: LinkDaysQuery });
  if (error && !data) {
    return (
      <Panel flush>
        <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
      </Panel>
    );
  }
  const links = data?.referralLinks.nodes ?? [];
  const chosen = links.filter(({ id }) => !search.link || id === search.link);
  const days = chosen.flatMap((link) => link.days);
  // YYYY-MM-DD where the program's days begin.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: data?.program.timeZone ?? 'UTC' }).format(now);
  const buckets = bucketsOf(days, search.range ?? '30d', today);
  return (
    <Panel title={texts.title} actions={<AsTable search={search} />}>
      <Tools search={search} links={links} />
      {!data ? <SkeletonLines lines={7} /> : <Visits buckets={buckets} search={search} />}
      {data && <Words buckets={buckets} days={days} />}
    </Panel>
  );
}

type ToolsProps = { search: LinksSearch; links: readonly { id: string; name: string }[] };

function Tools({ search, links }: ToolsProps) {
  const navigate = useNavigate();
  return (
    <PlotTools>
      {links.length > 1 && (
        <NativeSelect
          aria-label={texts.link}
          data={[{ value: '', label: texts.allLinks }, ...links.map(({ id, name }) => ({ value: id, label: name }))]}
          value={search.link ?? ''}
          onChange={({ currentTarget }) =>
            navigate({ to: '/links', search: { ...search, link: currentTarget.value || undefined }, replace: true })
          }
        />
      )}
      <NativeSelect
        aria-label={texts.range}
        data={plotRanges.map((range) => ({ value: range, label: texts.ranges[range] }))}
        value={search.range ?? '30d'}
        onChange={({ currentTarget }) => {
          const range = plotRanges.find((each) => each === currentTarget.value);
          void navigate({ to: '/links', search: { ...search, range }, replace: true });
        }}
      />
    </PlotTools>
  );
}

function AsTable({ search }: { search: LinksSearch }) {
  const navigate = useNavigate();
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={search.table ? <IconChartBar size={14} /> : <IconTable size={14} />}
      onClick={() =>
        navigate({ to: '/links', search: { ...search, table: !search.table || undefined }, replace: true })
      }
    >
      {search.table ? texts.asPlot : texts.asTable}
    </Button>
  );
}

function Visits({ buckets, search }: { buckets: Bucket[]; search: LinksSearch }) {
  if (search.table) return <VisitsTable buckets={buckets} slot={texts.slots[search.range ?? '30d']} />;
  return (
    <BarPlot
      label={texts.title}
      slots={buckets.map(({ key, label }) => ({ key, label, words: label }))}
      series={[
        seriesOf(
          texts.visits,
          'accent',
          150,
          buckets.map(({ visits }) => visits),
          texts.visitWords,
        ),
        seriesOf(
          texts.signUps,
          'green',
          70,
          buckets.map(({ signUps }) => signUps),
          texts.signUpWords,
        ),
      ]}
    />
  );
}

function seriesOf(
  name: string,
  tone: PlotTone,
  height: number,
  values: number[],
  say: (value: number) => string,
): Series {
  const words = values.map(say);
  return { name, height, words, parts: [{ name, tone, values, words }] };
}

function VisitsTable({ buckets, slot }: { buckets: Bucket[]; slot: string }) {
  return (
    <ScrollFrame label={texts.title}>
      <DataTable
        label={texts.title}
        rows={buckets.toReversed()}
        rowKey={({ key }) => key}
        columns={[
          { id: 'slot', header: slot, cell: ({ label }) => label },
          { id: 'visits', header: texts.visits, end: true, cell: ({ visits }) => formatNumber(visits) },
          { id: 'signUps', header: texts.signUps, end: true, cell: ({ signUps }) => formatNumber(signUps) },
        ]}
        card={({ label, visits, signUps }) => (
          <CardFoot>
            <span>{label}</span>
            <span>
              {texts.visitWords(visits)} · {texts.signUpWords(signUps)}
            </span>
          </CardFoot>
        )}
      />
    </ScrollFrame>
  );
}

type Apart = { botVisits: number; repeatedVisits: number };

/** What the plot says, for whoever doesn't see it, and what it leaves out. */
function Words({ buckets, days }: { buckets: Bucket[]; days: readonly Apart[] }) {
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const visits = sum(buckets.map((bucket) => bucket.visits));
  const signUps = sum(buckets.map((bucket) => bucket.signUps));
  const most = buckets.reduce<Bucket | undefined>(
    (one, next) => (one && one.visits >= next.visits ? one : next),
    undefined,
  );
  const bots = sum(days.map(({ botVisits }) => botVisits));
  const repeats = sum(days.map(({ repeatedVisits }) => repeatedVisits));
  return (
    <PlotWords>
      {visits + signUps === 0 ? texts.none : texts.summary(visits, signUps)}{' '}
      {most && most.visits > 0 && texts.busiest(most.label, most.visits)}{' '}
      {bots + repeats > 0 && texts.leftOut(bots, repeats)}
    </PlotWords>
  );
}
