import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { ButtonLink } from '~/ui/links';
import { WithdrawableQuery } from './payouts.queries';
import { withdrawalsTexts as texts } from './texts';
import { withdrawableSums } from './withdrawable';

/** There where something can be withdrawn by who looks. */
export function WithdrawLink() {
  const mayWithdraw = useMay('WITHDRAW_REWARDS');
  const [{ data }] = useQuery({ query: WithdrawableQuery, pause: !mayWithdraw });
  if (!mayWithdraw || !data || withdrawableSums(data).length === 0) return null;
  return (
    <ButtonLink from="/rewards/" search={(before) => ({ ...before, dialog: 'withdraw' })}>
      {texts.withdraw}
    </ButtonLink>
  );
}
