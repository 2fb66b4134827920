import { useState } from 'react';
import { useClient } from 'urql';
import { errorCode } from '~/lib/errors';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { type BulkVerb, doVerb } from './bulk-verbs';
import { bulkTexts as texts } from './texts';

export type Target = { id: string; name: string };
export type Failed = Target & { why: string };
type Progress = { done: number; all: number };

/** Does one verb to many accounts, one after the other; what was refused is told, and stays chosen. */
export function useBulk(keep: (ids: string[]) => void) {
  const client = useClient();
  const [progress, setProgress] = useState<Progress>();
  const [failed, setFailed] = useState<Failed[]>([]);

  async function run(verb: BulkVerb, targets: readonly Target[], reason: string | null) {
    const refused: Failed[] = [];
    setFailed([]);
    for (const [done, { id, name }] of targets.entries()) {
      setProgress({ done, all: targets.length });
      const { error, userErrors } = await doVerb(client, verb, { accountId: id, reason });
      const why = error ? failureTexts[errorCode(error)].title : userErrors?.[0]?.message;
      if (why) refused.push({ id, name, why });
    }
    setProgress(undefined);
    setFailed(refused);
    keep(refused.map(({ id }) => id));
    if (targets.length > refused.length) toastDone(texts.done[verb](targets.length - refused.length));
  }

  return { progress, failed, run, dismiss: () => setFailed([]) };
}
