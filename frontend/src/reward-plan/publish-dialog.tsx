import { useMutation } from 'urql';
import { useProgramDate } from '~/lib/program-days';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import type { PlanInput } from './plan-values';
import { PublishRewardPlan } from './plans.queries';
import { publishPlanTexts as texts } from './texts';

type Props = { version: number; input: PlanInput; onDone: () => void; onClose: () => void };

/** Asks once more, by a word that is typed, before the version is published. */
export function PublishDialog({ version, input, onDone, onClose }: Props) {
  const programDate = useProgramDate();
  const [, publish] = useMutation(PublishRewardPlan);
  return (
    <ReasonDialog
      title={texts.title(version)}
      submit={texts.submit}
      typed={{ label: texts.typed, value: texts.word, missing: texts.notTyped }}
      send={async () => {
        const { data, error } = await publish({ input });
        return { error, userErrors: data?.publishRewardPlan.userErrors };
      }}
      onDone={() => {
        toastDone(texts.done(version));
        onDone();
      }}
      onClose={onClose}
    >
      {texts.text(input.holdsFrom ? programDate(input.holdsFrom) : null)}
    </ReasonDialog>
  );
}
