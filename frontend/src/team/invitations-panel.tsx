import { Button } from '@mantine/core';
import { type ResultOf, readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { useMutation } from '~/lib/use-mutation';
import { ButtonPair } from '~/ui/button-pair';
import { RowTitle } from '~/ui/data-table';
import { ButtonLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { roleTexts } from '~/ui/role-texts';
import { Rows } from '~/ui/rows';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { toastDone, toastFailed } from '~/ui/toast';
import { Urgent } from '~/ui/urgent';
import { InvitationFragment, InvitationsQuery, ResendInvitation } from './team.queries';
import { teamTexts as texts } from './texts';

type Invitation = ResultOf<typeof InvitationFragment>;

/** Who is asked in; not there where nobody is. */
export function InvitationsPanel() {
  const [{ data }] = useQuery({ query: InvitationsQuery });
  const invitations = data ? readFragment(InvitationFragment, data.invitations.nodes) : [];
  if (invitations.length === 0) return null;
  return (
    <Panel flush title={texts.invitations} lead={texts.invitationsLead}>
      <Rows label={texts.invitations}>
        {invitations.map((invitation) => ({
          key: invitation.id,
          start: <Words invitation={invitation} />,
          end: <Actions invitation={invitation} />,
        }))}
      </Rows>
    </Panel>
  );
}

function Words({ invitation }: { invitation: Invitation }) {
  const { email, role, status, expiresAt, invitedBy, restricted, accounts } = invitation;
  const expired = status === 'EXPIRED';
  return (
    <RowTitle
      detail={
        <>
          {texts.invitedAs(roleTexts[role].name, invitedBy)}
          {restricted && ` · ${texts.chosenAccounts(accounts.length)}`} ·{' '}
          <Urgent on={expired}>
            {expired ? texts.expired : texts.expires} <Time at={expiresAt} />
          </Urgent>
        </>
      }
    >
      {email}
    </RowTitle>
  );
}

function Actions({ invitation: { id, email } }: { invitation: Invitation }) {
  const [{ fetching }, resend] = useMutation(ResendInvitation);

  async function send() {
    const { data, error } = await resend({ input: { invitationId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.resendInvitation.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.resent(email));
  }

  return (
    <ButtonPair>
      <Button variant="default" size="xs" loading={fetching} aria-label={texts.resendLabel(email)} onClick={send}>
        {texts.resend}
      </Button>
      <ButtonLink
        to="/team"
        search={{ dialog: 'revoke', id }}
        variant="default"
        size="xs"
        aria-label={texts.revokeLabel(email)}
      >
        {texts.revoke}
      </ButtonLink>
    </ButtonPair>
  );
}
