import { IconUserPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { Sections } from '~/ui/sections';
import { InvitationsPanel } from './invitations-panel';
import { MembersTable } from './members-table';
import { type TeamSearch, teamVariables } from './search';
import { MemberFragment, TeamQuery } from './team.queries';
import { teamTexts as texts } from './texts';
import { WaitingMembers } from './waiting-members';

// Few visits open one of them.
const TeamDialogs = lazy(() => import('./team-dialogs'));

export function TeamPage({ search }: { search: TeamSearch }) {
  const navigate = useNavigate();
  const mayTeam = useMay('EDIT_TEAM');
  const [{ data, error, fetching, stale }, ask] = useQuery({ query: TeamQuery, variables: teamVariables(search) });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  const people = data ? readFragment(MemberFragment, data.team.nodes) : [];
  const members = people.filter(({ status }) => status === 'ACTIVE');
  return (
    <Page title={texts.title} lead={texts.lead} actions={mayTeam && <InviteLink />}>
      <Sections>
        <WaitingMembers people={people.filter(({ status }) => status === 'PENDING')} mayDecide={mayTeam} />
        <Panel flush title={texts.members}>
          {data ? (
            <>
              <MembersTable members={members} waiting={fetching && !stale} />
              <Pager
                total={texts.total(data.team.totalCount - (people.length - members.length))}
                pageInfo={data.team.pageInfo}
                onMove={({ after, before }) => navigate({ to: '/team', search: { after, before } })}
              />
            </>
          ) : (
            <SkeletonRows rows={4} />
          )}
        </Panel>
        {mayTeam && <InvitationsPanel />}
      </Sections>
      {search.dialog && (
        <Suspense>
          <TeamDialogs search={search} people={people} mayTeam={mayTeam} />
        </Suspense>
      )}
    </Page>
  );
}

function InviteLink() {
  return (
    <ButtonLink to="/team" search={{ dialog: 'invite' }} leftSection={<IconUserPlus size={16} />}>
      {texts.invite}
    </ButtonLink>
  );
}
