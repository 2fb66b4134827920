import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { errorCode } from '~/lib/errors';
import { Failure } from '~/ui/failure';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { ConversionPanel } from './conversion-panel';
import { EarnedPanel } from './earned-panel';
import { NothingEarned, TooMuch } from './nothing';
import { ConversionFragment, PerformanceQuery, PointFragment } from './performance.queries';
import { PerformanceFigures } from './performance-figures';
import { PerformanceTools } from './performance-tools';
import { performanceCsv, type Question, useQuestion } from './question';
import type { PerformanceSearch } from './search';
import { performanceTexts as texts } from './texts';

export type PerformancePath = '/performance' | '/operator/performance';
type Props = { path: PerformancePath; search: PerformanceSearch };

/** What was earned over time: the partner's own, or of the program or one of its partners. */
export function PerformancePage({ path, search }: Props) {
  const question = useQuestion(search);
  return (
    <Page
      title={texts.title}
      lead={path === '/performance' ? texts.lead : texts.leadOperator}
      actions={
        <Button
          component="a"
          href={performanceCsv(question)}
          download
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          {texts.exportCsv}
        </Button>
      }
    >
      <Sections>
        <PerformanceTools path={path} search={search} question={question} />
        <Performance path={path} search={search} question={question} />
      </Sections>
    </Page>
  );
}

function Performance({ path, search, question: asked }: Props & { question: Question }) {
  const [{ data, error, operation }, ask] = useQuery({
    query: PerformanceQuery,
    variables: asked,
    requestPolicy: 'cache-and-network',
  });
  if (error && !data) {
    return (
      <Panel flush>
        {errorCode(error) === 'BAD_USER_INPUT' ? (
          <TooMuch path={path} />
        ) : (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        )}
      </Panel>
    );
  }
  if (!data?.performance) {
    return (
      <Panel>
        <SkeletonLines lines={8} />
      </Panel>
    );
  }
  // Until the answer to another question comes, the last one stands there: told as what it was asked for.
  const question = operation?.variables ?? asked;
  const { periods } = data.performance;
  const points = readFragment(PointFragment, data.performance.points);
  const conversions = readFragment(ConversionFragment, data.performance.conversions);
  return (
    <>
      {(points.length > 0 || conversions.length > 0) && (
        <PerformanceFigures points={points} conversions={conversions} />
      )}
      {points.length > 0 ? (
        <EarnedPanel path={path} search={search} question={question} periods={periods} points={points} />
      ) : (
        <Panel flush>
          <NothingEarned path={path} search={search} />
        </Panel>
      )}
      {conversions.length > 0 && (
        <ConversionPanel table={search.table} question={question} periods={periods} conversions={conversions} />
      )}
    </>
  );
}
