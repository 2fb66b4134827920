import { Button } from '@mantine/core';
import { useMutation } from '~/lib/use-mutation';
import { ButtonPair } from '~/ui/button-pair';
import { RowTitle } from '~/ui/data-table';
import { ButtonLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import type { Member } from './members-table';
import { ApproveMember } from './team.queries';
import { teamTexts as texts } from './texts';

/** Who asked for an account; not there where nobody did. */
export function WaitingMembers({ people, mayDecide }: { people: readonly Member[]; mayDecide: boolean }) {
  if (people.length === 0) return null;
  return (
    <Panel flush title={texts.waiting} lead={texts.waitingLead}>
      <Rows label={texts.waiting}>
        {people.map((member) => ({
          key: member.id,
          start: <RowTitle detail={member.email}>{member.name}</RowTitle>,
          end: mayDecide && <Decision member={member} />,
        }))}
      </Rows>
    </Panel>
  );
}

function Decision({ member: { id, name } }: { member: Member }) {
  const [{ fetching }, approve] = useMutation(ApproveMember);

  async function letIn() {
    const { data, error } = await approve({ input: { memberId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.approveMember.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.approved(name));
  }

  return (
    <ButtonPair>
      <ButtonLink
        to="/team"
        search={{ dialog: 'decline', id }}
        variant="default"
        size="xs"
        aria-label={texts.declineLabel(name)}
      >
        {texts.decline}
      </ButtonLink>
      <Button size="xs" loading={fetching} aria-label={texts.approveLabel(name)} onClick={letIn}>
        {texts.approve}
      </Button>
    </ButtonPair>
  );
}
