import { Button, CloseButton } from '@mantine/core';
import classes from '~/ui/bulk-bar.module.css';
import type { Selection } from '~/ui/use-selection';
import type { Question } from './queue-question';
import type { QueueRow } from './queue-table';
import { byCurrency } from './sums';
import { queueBarTexts as texts } from './texts';

type Props = { selection: Selection<QueueRow>; onAsk: (question: Question) => void };

/** What can be done with the chosen withdrawals: approve all, or make a batch of those of one currency. */
export function QueueBar({ selection: { chosen, clear }, onAsk }: Props) {
  const requested = chosen.filter(({ status }) => status === 'REQUESTED');
  const approved = chosen.filter(({ status, payoutMethod }) => status === 'APPROVED' && payoutMethod?.type === 'BANK');
  if (chosen.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={texts.bar}>
      <div className={classes.line}>
        <span className={classes.count}>{texts.selected(chosen.length)}</span>
        <div className={classes.verbs}>
          {requested.length > 0 && (
            <Button
              size="xs"
              variant="default"
              onClick={() => onAsk({ verb: 'approve', rows: requested, onDone: clear })}
            >
              {texts.approve}
            </Button>
          )}
          {[...byCurrency(approved)].map(([currency, rows]) => (
            <Button
              key={currency}
              size="xs"
              variant="default"
              onClick={() => onAsk({ verb: 'batch', rows, onDone: clear })}
            >
              {texts.batch(currency, rows.length)}
            </Button>
          ))}
          {requested.length + approved.length === 0 && <span className={classes.none}>{texts.byItself}</span>}
        </div>
        <CloseButton aria-label={texts.clear} title={texts.clear} onClick={clear} />
      </div>
    </section>
  );
}
