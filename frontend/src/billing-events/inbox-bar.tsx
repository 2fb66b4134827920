import { Button, CloseButton } from '@mantine/core';
import classes from '~/ui/bulk-bar.module.css';
import type { Selection } from '~/ui/use-selection';
import type { BillingEvent } from './inbox-table';
import { retryTexts as texts } from './texts';

type Props = { selection: Selection<BillingEvent>; onRetry: (events: readonly BillingEvent[]) => void };

/** What can be done with the chosen events. */
export function InboxBar({ selection: { chosen, clear }, onRetry }: Props) {
  if (chosen.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={texts.bar}>
      <div className={classes.line}>
        <span className={classes.count}>{texts.selected(chosen.length)}</span>
        <div className={classes.verbs}>
          <Button size="xs" variant="default" onClick={() => onRetry(chosen)}>
            {texts.retry}
          </Button>
        </div>
        <CloseButton aria-label={texts.clear} title={texts.clear} onClick={clear} />
      </div>
    </section>
  );
}
