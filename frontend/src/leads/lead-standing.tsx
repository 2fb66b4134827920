import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { calendarDate } from '~/lib/format';
import { useMay, useViewer } from '~/lib/session';
import { useMutation } from '~/lib/use-mutation';
import { ButtonLink } from '~/ui/links';
import { NextStep, Quote } from '~/ui/next-step';
import { Notice } from '~/ui/notice';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { ApproveLead } from './lead.queries';
import type { Lead } from './lead-page';
import type { LeadDialog } from './search';
import { leadTexts as texts } from './texts';

type ForOperators = keyof typeof texts.forOperators;
type Props = { lead: Lead; may: Set<LeadDialog> };

/** Where the lead stands in words, with the ways that its state allows. */
export function LeadStanding({ lead, may }: Props) {
  const isMember = Boolean(useViewer()?.member);
  const { status, protectedUntil, endedAt, reason, mixedScript } = lead;
  const forOperators = !isMember && status in texts.forOperators && texts.forOperators[status as ForOperators];
  // Lost by a decision about credit, it keeps its website while its time runs.
  const lostByDecision = status === 'LOST' && !endedAt && texts.lostByDecision;
  const { title, text } = forOperators || lostByDecision || texts.standing[status];
  return (
    <NextStep
      label={texts.next}
      tone={may.has('refuse') ? 'attention' : 'plain'}
      title={title(calendarDate(protectedUntil))}
      text={<p>{text}</p>}
      actions={<Actions lead={lead} may={may} />}
    >
      {reason && <Quote>{reason}</Quote>}
      {mixedScript && (
        <Notice tone="attention" icon={<IconAlertTriangle />} title={texts.lookAlike.title}>
          {texts.lookAlike.text}
        </Notice>
      )}
    </NextStep>
  );
}

function Actions({ lead, may }: Props) {
  const link = (dialog: Exclude<LeadDialog, 'refuse'>, filled = false): ReactNode =>
    may.has(dialog) && (
      <DialogLink key={dialog} id={lead.id} dialog={dialog} filled={filled}>
        {texts[dialog]}
      </DialogLink>
    );
  return (
    <>
      {link('withdraw')}
      {link('close')}
      {link('edit')}
      {link('extend', true)}
      <Afterwards lead={lead} />
      {may.has('refuse') && (
        <>
          <DialogLink id={lead.id} dialog="refuse">
            {texts.refuse}
          </DialogLink>
          <ApproveButton lead={lead} />
        </>
      )}
    </>
  );
}

/** The way on from a lead that is over. */
function Afterwards({ lead: { status, website } }: { lead: Lead }) {
  const mayRegister = useMay('EDIT_LEADS');
  const mayCredit = useMay('VIEW_CREDIT');
  const isMember = Boolean(useViewer()?.member);
  if (status === 'WON' && mayCredit && isMember) {
    return (
      <ButtonLink to="/clients" variant="default">
        {texts.clients}
      </ButtonLink>
    );
  }
  if (!mayRegister || (status !== 'EXPIRED' && status !== 'WITHDRAWN')) return null;
  return (
    <ButtonLink to="/leads" search={{ dialog: 'register', website }} variant="default">
      {texts.again}
    </ButtonLink>
  );
}

type LinkProps = { id: string; dialog: LeadDialog; filled?: boolean; children: ReactNode };

function DialogLink({ id, dialog, filled = false, children }: LinkProps) {
  return (
    <ButtonLink to="/leads/$id" params={{ id }} search={{ dialog }} variant={filled ? 'filled' : 'default'}>
      {children}
    </ButtonLink>
  );
}

function ApproveButton({ lead: { id, website } }: { lead: Lead }) {
  const [{ fetching }, approve] = useMutation(ApproveLead);

  async function agree() {
    const { data, error } = await approve({ input: { leadId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.approveLead.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.approved(website));
  }

  return (
    <Button loading={fetching} onClick={agree}>
      {texts.approve}
    </Button>
  );
}
