import { useProgramDate } from '~/lib/program-days';
import { type Permission, useMay } from '~/lib/session';
import { Subdued } from '~/ui/data-table';
import { AboveLink } from '~/ui/links';
import type { Reward } from './reward-standing';
import { waitTexts as texts } from './texts';

// What somebody can do about it, and who may.
const steps = {
  PAYOUT_METHOD: { to: '/rewards', search: { dialog: 'payout-method' }, needs: 'EDIT_PAYOUT_METHODS' },
  APPROVAL: { to: '/withdrawals', search: {}, needs: 'VIEW_WITHDRAWALS' },
  BANK: { to: '/withdrawals', search: {}, needs: 'VIEW_WITHDRAWALS' },
} as const satisfies Partial<Record<Reward['waitsFor'], { to: string; search: object; needs: Permission }>>;

type Step = keyof typeof steps;
const hasStep = (waitsFor: Reward['waitsFor']): waitsFor is Step => waitsFor in steps;

/** What an unpaid reward waits for and until when, with the next step. What is held says so by its status. */
export function WaitsFor({ row: { waitsFor, waitsUntil } }: { row: Reward }) {
  const programDate = useProgramDate();
  if (waitsFor === 'NOTHING' || waitsFor === 'HOLD') return null;
  // A method that there is only has to wait.
  const step = hasStep(waitsFor) && !waitsUntil ? waitsFor : undefined;
  return (
    <Subdued>
      {waitsFor === 'PAYOUT_METHOD' && waitsUntil
        ? texts.payoutMethodFrom(programDate(waitsUntil))
        : texts.words[waitsFor]}
      {step && <NextStep step={step} />}
    </Subdued>
  );
}

function NextStep({ step }: { step: Step }) {
  const { to, search, needs } = steps[step];
  if (!useMay(needs)) return null;
  return (
    <>
      {' · '}
      <AboveLink to={to} search={search}>
        {texts.steps[step]}
      </AboveLink>
    </>
  );
}
