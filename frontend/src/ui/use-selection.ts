import { useState } from 'react';

export type Selection<Row> = {
  chosen: Row[];
  all: boolean;
  some: boolean;
  labelAll: string;
  label: (row: Row) => string;
  has: (row: Row) => boolean;
  /** With `range` all rows from the last one that was toggled follow this one. */
  toggle: (row: Row, range: boolean) => void;
  toggleAt: (place: number) => void;
  toggleAll: () => void;
  clear: () => void;
  keep: (ids: readonly string[]) => void;
};

type Labels<Row> = { labelAll: string; label: (row: Row) => string };

/** Which of the rows on the screen are chosen; another `question` to the list starts with none. */
export function useSelection<Row extends { id: string }>(
  rows: readonly Row[],
  question: string,
  labels: Labels<Row>,
): Selection<Row> {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string>();
  const [asked, setAsked] = useState(question);
  if (asked !== question) {
    setAsked(question);
    setIds(new Set());
  }
  const chosen = rows.filter(({ id }) => ids.has(id));

  function toggle(row: Row, range: boolean) {
    const wanted = !ids.has(row.id);
    const at = rows.findIndex(({ id }) => id === row.id);
    const from = range ? rows.findIndex(({ id }) => id === anchor) : -1;
    const touched = from < 0 ? [row] : rows.slice(Math.min(at, from), Math.max(at, from) + 1);
    const next = new Set(chosen.map(({ id }) => id));
    for (const { id } of touched) {
      if (wanted) next.add(id);
      else next.delete(id);
    }
    setIds(next);
    setAnchor(row.id);
  }

  return {
    ...labels,
    chosen,
    all: rows.length > 0 && chosen.length === rows.length,
    some: chosen.length > 0,
    has: ({ id }) => ids.has(id),
    toggle,
    toggleAt: (place) => {
      const row = rows[place];
      if (row) toggle(row, false);
    },
    toggleAll: () => setIds(chosen.length === rows.length ? new Set() : new Set(rows.map(({ id }) => id))),
    clear: () => setIds(new Set()),
    keep: (kept) => setIds(new Set(kept)),
  };
}
