import { FormStack } from '~/ui/form';
import { ReasonDialog } from '~/ui/reason-dialog';
import { Bullets } from '~/ui/steps';
import type { BulkVerb } from './bulk-verbs';
import { bulkTexts as texts } from './texts';
import type { Target } from './use-bulk';

const namesShown = 5;

type Props = {
  verb: BulkVerb;
  targets: readonly Target[];
  leftOut: number;
  onConfirm: (reason: string | null) => void;
  onClose: () => void;
};

/** One question for all: how many, which, and what it means. */
export function BulkConfirm({ verb, targets, leftOut, onConfirm, onClose }: Props) {
  const takesReason = verb !== 'resend' && verb !== 'restore';
  const names = targets.slice(0, namesShown).map(({ name }) => name);
  const more = targets.length - names.length;
  return (
    <ReasonDialog
      title={texts.titles[verb](targets.length)}
      submit={texts.verbs[verb]}
      danger={verb === 'withdraw'}
      typed={verb === 'withdraw' ? { label: texts.typed, value: texts.word, missing: texts.notTyped } : undefined}
      reason={takesReason ? texts.reason : undefined}
      reasonHint={texts.reasonHint}
      send={async (reason) => {
        onConfirm(reason);
        return {};
      }}
      onDone={() => {}}
      onClose={onClose}
    >
      <FormStack>
        <div>{texts.texts[verb]}</div>
        <Bullets points={more > 0 ? [...names, texts.more(more)] : names} />
        {leftOut > 0 && <div>{texts.leftOut(leftOut)}</div>}
      </FormStack>
    </ReasonDialog>
  );
}
