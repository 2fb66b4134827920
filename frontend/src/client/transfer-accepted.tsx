import type { Program } from './client.queries';
import { LinkButton } from './parts/button';
import { Steps } from './parts/points';
import { Part } from './parts/screen';
import { transferTexts } from './texts';

const texts = transferTexts.accepted;

type Props = { program: Program; partner: string; hasPlan: boolean; email?: string };

/** What comes next for the new owner. */
export function TransferAccepted({ program, partner, hasPlan, email }: Props) {
  const { vendorUrl } = program;
  const waits = program.awaitingPlanAccess === 'NONE';
  const first = hasPlan
    ? { title: texts.open, text: texts.openText, label: texts.open }
    : { title: texts.plan, text: waits ? texts.planText(partner) : texts.planTextPlain, label: texts.plan };
  return (
    <Part title={texts.next}>
      <Steps
        steps={[
          {
            title: first.title,
            text: first.text,
            action: vendorUrl ? <LinkButton href={vendorUrl}>{first.label}</LinkButton> : undefined,
          },
          {
            title: texts.access,
            text: email ? texts.accessMailed(email) : texts.accessText,
            action: (
              <LinkButton variant="plain" href="/client">
                {texts.lost}
              </LinkButton>
            ),
          },
        ]}
      />
    </Part>
  );
}
