import { type ResultOf, readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { absoluteTime } from '~/lib/format';
import { useMay } from '~/lib/session';
import { RowTitle, Subdued } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Tag } from '~/ui/tag';
import { PayoutMethodFragment, PayoutMethodQuery } from './payouts.queries';
import { methodTypeTexts, methodTexts as texts } from './texts';

/** Where the money goes, as much of it as is shown, and from when on. */
export function MethodPanel() {
  const mayChange = useMay('EDIT_PAYOUT_METHODS');
  const [{ data, error }, ask] = useQuery({ query: PayoutMethodQuery });
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  const [method] = readFragment(PayoutMethodFragment, data?.payoutMethods.nodes ?? []);
  return (
    <Panel title={texts.title} lead={data && (method ? undefined : texts.none)}>
      {!data && <SkeletonLines lines={3} />}
      {method && <Method method={method} />}
      {data && (
        <>
          <Subdued>{texts.explained(data.program.payoutMethodWaitHours)}</Subdued>
          {mayChange && (
            <div>
              <ButtonLink
                from="/rewards/"
                search={(before) => ({ ...before, dialog: 'payout-method' })}
                variant="default"
                size="xs"
              >
                {method ? texts.change : texts.add}
              </ButtonLink>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

type MethodProps = { method: ResultOf<typeof PayoutMethodFragment> };

function Method({ method: { type, masked, usable, usableFrom } }: MethodProps) {
  return (
    <>
      <RowTitle detail={methodTypeTexts[type]}>
        {masked} {usable && <Tag tone="good">{texts.usable}</Tag>}
      </RowTitle>
      {!usable && (
        <div>
          <Tag tone="attention">{texts.usableFrom(absoluteTime(usableFrom))}</Tag>
        </div>
      )}
    </>
  );
}
