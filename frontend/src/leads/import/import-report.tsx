import { Checkbox } from '@mantine/core';
import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { CardFoot, DataTable, RowTitle, Subdued } from '~/ui/data-table';
import { Notice } from '~/ui/notice';
import { ScrollFrame } from '~/ui/scroll-frame';
import { Tag } from '~/ui/tag';
import { importTexts as texts } from './texts';
import type { Report } from './use-import';

type Row = Report['rows'][number];
type Props = { report: Report & { done: boolean } };

/** What becomes of the rows of a file, or what became of them. */
export function ImportReport({ report: { rows, registered, rejected, done } }: Props) {
  const [rejectedOnly, setRejectedOnly] = useState(false);
  const words = done ? texts.done : texts.preview;
  const shown = rejectedOnly ? rows.filter(({ outcome }) => outcome === 'REJECTED') : rows;
  const columns = texts.columns;
  return (
    <>
      <div role="status">
        <Notice
          tone={done ? 'good' : registered > 0 ? 'plain' : 'attention'}
          icon={done ? <IconCircleCheck /> : <IconInfoCircle />}
          title={registered > 0 || done ? words.registered(registered) : texts.preview.nothing}
        >
          {rejected > 0 && words.rejected(rejected)}
        </Notice>
      </div>
      {rejected > 0 && registered > 0 && (
        <Checkbox
          label={texts.onlyRejected}
          checked={rejectedOnly}
          onChange={({ currentTarget }) => setRejectedOnly(currentTarget.checked)}
        />
      )}
      <ScrollFrame label={texts.report}>
        <DataTable
          label={texts.report}
          rows={shown}
          rowKey={({ row }) => String(row)}
          columns={[
            { id: 'row', header: columns.row, cell: ({ row }) => row },
            { id: 'website', header: columns.website, cell: ({ website }) => website },
            { id: 'outcome', header: columns.outcome, cell: (row) => <Outcome row={row} done={done} /> },
            { id: 'why', header: columns.why, cell: (row) => <Remarks row={row} /> },
          ]}
          card={(row) => (
            <>
              <RowTitle detail={texts.row(row.row)}>{row.website}</RowTitle>
              <Remarks row={row} />
              <CardFoot>
                <Outcome row={row} done={done} />
              </CardFoot>
            </>
          )}
        />
      </ScrollFrame>
    </>
  );
}

function Outcome({ row: { outcome }, done }: { row: Row; done: boolean }) {
  return (
    <Tag tone={outcome === 'REGISTERED' ? 'good' : 'attention'}>
      {(done ? texts.outcomesDone : texts.outcomes)[outcome]}
    </Tag>
  );
}

function Remarks({ row: { userErrors, warnings } }: { row: Row }) {
  const remarks = [...userErrors, ...warnings].map(({ message }) => message);
  return remarks.map((remark) => <Subdued key={remark}>{remark}</Subdued>);
}
