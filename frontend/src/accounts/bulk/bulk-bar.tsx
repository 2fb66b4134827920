import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import classes from '~/ui/bulk-bar.module.css';
import type { Selection } from '~/ui/use-selection';
import { type Standing, useAllowed } from '../allowed';
import { BulkConfirm } from './bulk-confirm';
import { type BulkVerb, bulkVerbs } from './bulk-verbs';
import { bulkTexts as texts } from './texts';
import { type Failed, type Target, useBulk } from './use-bulk';

type Props = { selection: Pick<Selection<Standing & Target>, 'chosen' | 'clear' | 'keep'> };

/** What can be done with the chosen accounts; it tells how far it has come, and what was refused. */
export default function BulkBar({ selection }: Props) {
  const { chosen, clear, keep } = selection;
  const allowed = useAllowed();
  const [asked, setAsked] = useState<BulkVerb>();
  const { progress, failed, run, dismiss } = useBulk(keep);
  const targets = (verb: BulkVerb) => chosen.filter((account) => allowed(account).has(verb));
  const possible = bulkVerbs.filter((verb) => targets(verb).length > 0);
  if (chosen.length === 0 && failed.length === 0 && !progress) return null;

  return (
    <section className={classes.bar} aria-label={texts.bar}>
      <div className={classes.status} role="status">
        {progress && (
          <>
            {texts.progress(progress.done, progress.all)}
            <progress className={classes.progress} value={progress.done} max={progress.all} aria-hidden="true" />
          </>
        )}
      </div>
      {failed.length > 0 && <Failures failed={failed} onDismiss={dismiss} />}
      {!progress && chosen.length > 0 && (
        <div className={classes.line}>
          <span className={classes.count}>{texts.selected(chosen.length)}</span>
          <div className={classes.verbs}>
            {possible.map((verb) => (
              <Button key={verb} size="xs" variant="default" onClick={() => setAsked(verb)}>
                {texts.verbs[verb]}
                {targets(verb).length < chosen.length && (
                  <span className={classes.part}>{texts.part(targets(verb).length)}</span>
                )}
              </Button>
            ))}
            {possible.length === 0 && <span className={classes.none}>{texts.nothing}</span>}
          </div>
          <CloseButton aria-label={texts.clear} title={texts.clear} onClick={clear} />
        </div>
      )}
      {asked && (
        <BulkConfirm
          verb={asked}
          targets={targets(asked)}
          leftOut={chosen.length - targets(asked).length}
          onConfirm={(reason) => void run(asked, targets(asked), reason)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </section>
  );
}

function Failures({ failed, onDismiss }: { failed: Failed[]; onDismiss: () => void }) {
  return (
    <div className={classes.failures}>
      <div role="alert" className={classes.failed}>
        {texts.failed(failed.length)}
      </div>
      <ul className={classes.list}>
        {failed.map(({ id, name, why }) => (
          <li key={id}>
            <strong>{name}</strong> {why}
          </li>
        ))}
      </ul>
      <Button size="compact-sm" variant="subtle" onClick={onDismiss}>
        {texts.dismiss}
      </Button>
    </div>
  );
}
