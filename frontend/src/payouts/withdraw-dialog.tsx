import { IconBuildingBank, IconClock, IconCoins } from '@tabler/icons-react';
import { type ResultOf, readFragment } from 'gql.tada';
import { useState } from 'react';
import { useQuery } from 'urql';
import { absoluteTime } from '~/lib/format';
import { Dialog } from '~/ui/dialog';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { PayoutMethodFragment, PayoutMethodQuery, WithdrawableQuery } from './payouts.queries';
import { methodTexts, withdrawTexts as texts } from './texts';
import { WithdrawForm } from './withdraw-form';
import { reachesLeast, type Withdrawable, withdrawableSums } from './withdrawable';

/** Asks how much is to be withdrawn; where nothing can be, it says what is missing. */
export default function WithdrawDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title={texts.title}>
      <Content onClose={onClose} />
    </Dialog>
  );
}

function Content({ onClose }: { onClose: () => void }) {
  const [money, askMoney] = useQuery({ query: WithdrawableQuery, requestPolicy: 'cache-and-network' });
  const [methods, askMethods] = useQuery({ query: PayoutMethodQuery, requestPolicy: 'cache-and-network' });
  const fresh = useFresh(money);
  for (const [{ data, error }, ask] of [
    [money, askMoney],
    [methods, askMethods],
  ] as const) {
    if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  }
  if (!fresh || !money.data || !methods.data) return <SkeletonLines lines={4} />;
  const [method] = readFragment(PayoutMethodFragment, methods.data.payoutMethods.nodes);
  return <Choice sums={withdrawableSums(money.data)} method={method} onClose={onClose} />;
}

/** Whether the answer is no old one: "all" is what is available now. Once it was, a form stays while it is asked again. */
function useFresh({ data, stale }: { data?: unknown; stale: boolean }): boolean {
  const [fresh, setFresh] = useState(false);
  if (!fresh && data && !stale) setFresh(true);
  return fresh;
}

type Method = ResultOf<typeof PayoutMethodFragment>;
type ChoiceProps = { sums: Withdrawable[]; method?: Method; onClose: () => void };

/** The form, or what is missing for it. */
function Choice({ sums, method, onClose }: ChoiceProps) {
  const enough = sums.filter(reachesLeast);
  if (!method) {
    const { title, text } = texts.noMethod;
    return (
      <Notice icon={<IconBuildingBank />} title={title} actions={<AddLink />}>
        {text}
      </Notice>
    );
  }
  if (!method.usable) {
    return (
      <Notice icon={<IconClock />} title={texts.waits.title(absoluteTime(method.usableFrom))}>
        {texts.waits.text}
      </Notice>
    );
  }
  if (enough.length > 0) return <WithdrawForm sums={enough} method={method} onClose={onClose} />;
  return (
    <Notice icon={<IconCoins />} title={sums.length > 0 ? texts.below.title : texts.nothing.title}>
      {sums.length > 0 ? sums.map(texts.below.text).join(' ') : texts.nothing.text}
    </Notice>
  );
}

function AddLink() {
  return (
    <ButtonLink from="/rewards/" search={(before) => ({ ...before, dialog: 'payout-method' })} data-autofocus>
      {methodTexts.add}
    </ButtonLink>
  );
}
