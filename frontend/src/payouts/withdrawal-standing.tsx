import { Button } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { formatMoney } from '~/lib/format';
import { useViewer } from '~/lib/session';
import { useMutation } from '~/lib/use-mutation';
import { ButtonLink } from '~/ui/links';
import { NextStep, Quote } from '~/ui/next-step';
import { Notice } from '~/ui/notice';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { ApproveWithdrawals } from './queue/queue.queries';
import type { WithdrawalDialog } from './search';
import { isUnderWay } from './under-way';
import type { Withdrawal } from './withdrawal-page';
import { flagTexts, withdrawalTexts as texts } from './withdrawal-texts';

/** `batch` is the payout batch from which one came. */
type Props = { withdrawal: Withdrawal; may: Set<WithdrawalDialog>; batch?: string };

/** Where the withdrawal stands in words, with the ways that its state allows. */
export function WithdrawalStanding({ withdrawal, may, batch }: Props) {
  const isMember = Boolean(useViewer()?.member);
  const { status, reason, flags } = withdrawal;
  const { title, text } = (isMember ? texts.standing : texts.forOperators)[status];
  return (
    <NextStep
      label={texts.next}
      tone={may.has('reject') ? 'attention' : 'plain'}
      title={title}
      text={<p>{text}</p>}
      actions={<Actions withdrawal={withdrawal} may={may} batch={batch} />}
    >
      {reason && <Quote>{reason}</Quote>}
      {isUnderWay(status) &&
        flags.map((flag) => (
          <Notice key={flag} icon={<IconFlag />} title={flagTexts[flag].title}>
            {flagTexts[flag].text}
          </Notice>
        ))}
    </NextStep>
  );
}

/** The one that goes on stands last, and is the primary one. */
const order = ['cancel', 'reject', 'fail', 'return', 'pay'] as const;

function Actions({ withdrawal, may, batch }: Props) {
  return (
    <>
      {order
        .filter((dialog) => may.has(dialog))
        .map((dialog) => (
          <ButtonLink
            key={dialog}
            to="/withdrawals/$id"
            params={{ id: withdrawal.id }}
            search={{ dialog, batch }}
            variant={dialog === 'pay' ? 'filled' : 'default'}
          >
            {texts.verbs[dialog]}
          </ButtonLink>
        ))}
      {may.has('reject') && <ApproveButton withdrawal={withdrawal} />}
    </>
  );
}

function ApproveButton({ withdrawal: { id, amount } }: { withdrawal: Withdrawal }) {
  const [{ fetching }, approve] = useMutation(ApproveWithdrawals);

  async function agree() {
    const { data, error } = await approve({ input: { withdrawalIds: [id] } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.approveWithdrawals.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.approvedDone(formatMoney(amount)));
  }

  return (
    <Button loading={fetching} onClick={agree}>
      {texts.approve}
    </Button>
  );
}
