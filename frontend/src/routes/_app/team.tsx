import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';
import { teamSearch, teamVariables } from '~/team/search';
import { TeamQuery } from '~/team/team.queries';
import { TeamPage } from '~/team/team-page';

export const Route = createFileRoute('/_app/team')({
  validateSearch: teamSearch,
  loaderDeps: ({ search: { after, before } }) => ({ after, before }),
  loader: ({ context, deps }) => prefetch(context.client, TeamQuery, teamVariables(deps)),
  component: function Team() {
    return (
      <Permitted needs="VIEW_TEAM" member>
        <TeamPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
