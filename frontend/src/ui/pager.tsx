import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './pager.module.css';
import { uiTexts } from './texts';

type PageInfo = {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
};
export type Cursor = { after?: string; before?: string };

/** How many there are, and the ways to the next and the previous page; the cursor goes into the address. */
export function Pager({
  total,
  pageInfo,
  onMove,
}: {
  total: ReactNode;
  pageInfo: PageInfo;
  onMove: (cursor: Cursor) => void;
}) {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo;
  return (
    <nav className={classes.pager} aria-label={uiTexts.pages}>
      <span className={classes.total}>{total}</span>
      {(hasNextPage || hasPreviousPage) && (
        <span className={classes.buttons}>
          <Button
            variant="default"
            size="xs"
            disabled={!hasPreviousPage}
            leftSection={<IconChevronLeft size={14} />}
            onClick={() => onMove({ before: startCursor ?? undefined })}
          >
            {uiTexts.previousPage}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!hasNextPage}
            rightSection={<IconChevronRight size={14} />}
            onClick={() => onMove({ after: endCursor ?? undefined })}
          >
            {uiTexts.nextPage}
          </Button>
        </span>
      )}
    </nav>
  );
}
