import { useNavigate } from '@tanstack/react-router';
import type { UserErrorLike } from '~/lib/errors';
import { useMutation } from '~/lib/use-mutation';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import { ApproveWithdrawals, CreatePayoutBatch } from './queue.queries';
import type { QueueRow } from './queue-table';
import { sumOf, sumsOf } from './sums';
import { queueBarTexts as texts } from './texts';

/** What is asked about these withdrawals; they stay as they were chosen, however the list goes on. */
export type Question = { verb: 'approve' | 'batch'; rows: readonly QueueRow[]; onDone: () => void };
type Props = Question & { onClose: () => void };

/** Asks once more before several are approved, or handed to the bank. */
export function QueueQuestion({ verb, rows, ...rest }: Props) {
  return verb === 'approve' ? <ApproveQuestion rows={rows} {...rest} /> : <BatchQuestion rows={rows} {...rest} />;
}

type QuestionProps = Omit<Props, 'verb'>;

function ApproveQuestion({ rows, onDone, onClose }: QuestionProps) {
  const [, approve] = useMutation(ApproveWithdrawals);
  return (
    <ReasonDialog
      title={texts.approveTitle(rows.length)}
      submit={texts.approve}
      send={async () => {
        const { data, error } = await approve({ input: { withdrawalIds: rows.map(({ id }) => id) } });
        return { error, userErrors: withNames(rows, data?.approveWithdrawals.userErrors) };
      }}
      onDone={() => {
        toastDone(texts.approved(rows.length));
        onDone();
      }}
      onClose={onClose}
    >
      {texts.approveText(sumsOf(rows), rows.filter(({ flags }) => flags.length > 0).length)}
    </ReasonDialog>
  );
}

function BatchQuestion({ rows, onDone, onClose }: QuestionProps) {
  const navigate = useNavigate();
  const [, create] = useMutation(CreatePayoutBatch);
  const sum = sumOf(rows);
  return (
    <ReasonDialog
      title={texts.batchTitle(rows[0]?.amount.currencyCode ?? '')}
      submit={texts.makeBatch}
      send={async () => {
        const { data, error } = await create({ input: { withdrawalIds: rows.map(({ id }) => id) } });
        const id = data?.createPayoutBatch.payoutBatch?.id;
        if (id) void navigate({ to: '/operator/payout-batches/$id', params: { id } });
        return { error, userErrors: withNames(rows, data?.createPayoutBatch.userErrors) };
      }}
      onDone={() => {
        toastDone(texts.batched(sum));
        onDone();
      }}
      onClose={onClose}
    >
      {texts.batchText(rows.length, sum)}
    </ReasonDialog>
  );
}

/** A refusal that names a withdrawal by its place, `withdrawalIds.2`, says whose it is. */
function withNames(rows: readonly QueueRow[], errors: readonly UserErrorLike[] = []): UserErrorLike[] {
  return errors.map(({ field, message }) => {
    const place = Number(field?.at(-1));
    const row = rows[place];
    return { field: null, message: row ? `${row.partner.name}: ${message}` : message };
  });
}
