import { Skeleton, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';
import { uiTexts } from './texts';
import { useIsPhone } from './use-is-phone';
import { useRowKeys } from './use-row-keys';
import type { Selection } from './use-selection';

type Sorting = { direction: 'ascending' | 'descending' | 'none'; onSort: () => void };
export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  end?: boolean;
  /** Its header is for screen readers alone. */
  hiddenHeader?: boolean;
  sorting?: Sorting;
};

type Props<Row> = {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What a phone shows of a row. */
  card: (row: Row) => ReactNode;
  /** The rows are those of the last question while the next answer is on its way. */
  waiting?: boolean;
  /** Rows can be chosen, by their boxes or by `x`. */
  selection?: Selection<Row>;
};

/** Rows as a table, on phones as cards; `j` and `k` walk through them. The link marked by `rowLink` opens a row. */
export function DataTable<Row>({ label, columns, rows, rowKey, card, waiting = false, selection }: Props<Row>) {
  const phone = useIsPhone();
  const ref = useRowKeys<HTMLDivElement>(selection?.toggleAt);
  return (
    <div ref={ref} className={classes.frame} data-waiting={waiting || undefined} aria-busy={waiting}>
      {phone ? (
        <ul className={classes.cards} aria-label={label}>
          {rows.map((row) => (
            <li key={rowKey(row)} className={classes.card} data-row data-chosen={selection?.has(row) || undefined}>
              {selection && <RowBox row={row} selection={selection} />}
              <div className={classes.cardBody}>{card(row)}</div>
            </li>
          ))}
        </ul>
      ) : (
        <table className={classes.table}>
          <VisuallyHidden component="caption">{label}</VisuallyHidden>
          <thead>
            <tr>
              {selection && (
                <th scope="col" className={classes.box}>
                  <AllBox selection={selection} />
                </th>
              )}
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)} className={classes.row} data-row data-chosen={selection?.has(row) || undefined}>
                {selection && (
                  <td className={classes.box}>
                    <RowBox row={row} selection={selection} />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.id} data-end={column.end || undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

const sortIcons = { ascending: IconArrowUp, descending: IconArrowDown, none: IconSelector };

function HeaderCell<Row>({ column }: { column: Column<Row> }) {
  const { sorting, header, end, hiddenHeader } = column;
  if (!sorting) {
    return (
      <th scope="col" data-end={end || undefined}>
        {hiddenHeader ? <VisuallyHidden>{header}</VisuallyHidden> : header}
      </th>
    );
  }
  const Icon = sortIcons[sorting.direction];
  return (
    <th scope="col" data-end={end || undefined} aria-sort={sorting.direction}>
      <UnstyledButton
        className={classes.sort}
        data-active={sorting.direction !== 'none' || undefined}
        title={uiTexts.sortBy(header)}
        onClick={sorting.onSort}
      >
        {header}
        <Icon size={14} aria-hidden="true" />
      </UnstyledButton>
    </th>
  );
}

function AllBox<Row>({ selection }: { selection: Selection<Row> }) {
  const { all, some, toggleAll, labelAll } = selection;
  return <Box label={labelAll} checked={all} partly={some && !all} onToggle={toggleAll} />;
}

function RowBox<Row>({ row, selection }: { row: Row; selection: Selection<Row> }) {
  return (
    <Box label={selection.label(row)} checked={selection.has(row)} onToggle={(range) => selection.toggle(row, range)} />
  );
}

type BoxProps = { label: string; checked: boolean; partly?: boolean; onToggle: (range: boolean) => void };

/** The browser's own box: Mantine's would bring its menus along to every page. */
function Box({ label, checked, partly = false, onToggle }: BoxProps) {
  return (
    <label className={classes.rowBox}>
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        ref={(input) => {
          if (input) input.indeterminate = partly;
        }}
        onChange={() => {}}
        onClick={(event) => onToggle(event.shiftKey)}
      />
    </label>
  );
}

/** Stands where rows will stand, in their size, so that nothing jumps. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div className={classes.skeleton} role="status">
      <VisuallyHidden>{uiTexts.loading}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these rows are all alike
        <div key={row} className={classes.skeletonRow} aria-hidden="true">
          <div>
            <Skeleton height={13} width={`${[46, 62, 38, 54][row % 4]}%`} />
            <Skeleton height={11} width={`${[58, 40, 52, 34][row % 4]}%`} mt={9} />
          </div>
          <Skeleton height={13} width="70%" />
          <Skeleton height={13} width="48%" />
        </div>
      ))}
    </div>
  );
}

/** The class that makes a link cover its whole row. */
export const rowLink = classes.link;

/** The two lines of a row's first cell. */
export function RowTitle({ children, detail }: { children: ReactNode; detail?: ReactNode }) {
  return (
    <div className={classes.rowTitle}>
      <div className={classes.rowName}>{children}</div>
      {detail && <div className={classes.rowDetail}>{detail}</div>}
    </div>
  );
}

/** The first line of a card with an action at its end. */
export function UpperAction({ children, action }: { children: ReactNode; action: ReactNode }) {
  return (
    <div className={classes.upper}>
      {children}
      {action && <div className={classes.above}>{action}</div>}
    </div>
  );
}

/** Stands above the link that covers the row, so that it can be clicked itself. */
export function Above({ children }: { children: ReactNode }) {
  return <div className={classes.above}>{children}</div>;
}

/** The last line of a card. */
export function CardFoot({ children }: { children: ReactNode }) {
  return <div className={classes.cardFoot}>{children}</div>;
}

/** What must not be broken into lines. */
export function Whole({ children }: { children: ReactNode }) {
  return <div className={classes.whole}>{children}</div>;
}

/** A second line of lesser weight within a cell. */
export function Subdued({ children }: { children: ReactNode }) {
  return <div className={classes.rowDetail}>{children}</div>;
}
