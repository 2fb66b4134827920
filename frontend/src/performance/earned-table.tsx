import { formatMoney, formatNumber } from '~/lib/format';
import { CardFoot, type Column, DataTable, RowTitle } from '~/ui/data-table';
import { TextLink } from '~/ui/links';
import { ScrollFrame } from '~/ui/scroll-frame';
import { periodWords } from './days';
import type { Shown } from './earned-panel';
import type { PerformancePath } from './performance-page';
import type { Question } from './question';
import type { PerformanceSearch } from './search';
import { groupOf, type Point } from './sums';
import { performanceTexts as texts } from './texts';

type Props = Shown & { path: PerformancePath; search: PerformanceSearch };

/** The figures of the plot, each by itself and the latest first, as the CSV has them. */
export function EarnedTable({ path, search, question, points, currencyCode }: Props) {
  const { columns } = texts;
  const { groupBy, interval } = question;
  const group: Column<Point> = {
    id: 'group',
    header: columns.group[groupBy],
    cell: (point) => <GroupName path={path} search={search} question={question} point={point} />,
  };
  return (
    <ScrollFrame label={texts.table(currencyCode)}>
      <DataTable
        label={texts.table(currencyCode)}
        rows={points.toReversed()}
        rowKey={(point) => `${point.startsOn} ${groupOf(point, groupBy).key}`}
        columns={[
          { id: 'period', header: columns.period[interval], cell: ({ startsOn }) => periodWords(startsOn, interval) },
          ...(groupBy === 'NONE' ? [] : [group]),
          { id: 'earned', header: columns.earned, end: true, cell: ({ earned }) => formatMoney(earned) },
          { id: 'wentBack', header: columns.wentBack, end: true, cell: ({ reversed }) => formatMoney(reversed) },
          { id: 'paid', header: columns.paid, end: true, cell: ({ paid }) => formatMoney(paid) },
          {
            id: 'clients',
            header: columns.payingClients,
            end: true,
            cell: ({ payingClients }) => formatNumber(payingClients),
          },
        ]}
        card={(point) => (
          <>
            <RowTitle detail={periodWords(point.startsOn, interval)}>
              {groupBy === 'NONE' ? formatMoney(point.earned) : group.cell(point)}
            </RowTitle>
            <CardFoot>
              <span>{texts.clients(point.payingClients)}</span>
              <span>{groupBy === 'NONE' ? texts.ofPaid(formatMoney(point.paid)) : formatMoney(point.earned)}</span>
            </CardFoot>
          </>
        )}
      />
    </ScrollFrame>
  );
}

type NameProps = { path: PerformancePath; search: PerformanceSearch; question: Question; point: Point };

/** What the figures belong to, with the way to it. */
function GroupName({ path, search, question, point }: NameProps) {
  const { key, name } = groupOf(point, question.groupBy);
  if (question.groupBy === 'PARTNER' && key) {
    return (
      <TextLink to={path} search={{ ...search, partnerId: key, by: undefined }}>
        {name}
      </TextLink>
    );
  }
  if (question.groupBy === 'CLIENT' && key) {
    return (
      <TextLink to="/accounts/$id" params={{ id: key }}>
        {name}
      </TextLink>
    );
  }
  return name;
}
