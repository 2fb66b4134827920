import { createFileRoute } from '@tanstack/react-router';
import { GettingStartedPage } from '~/home/getting-started-page';
import { GettingStartedQuery } from '~/home/home.queries';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/getting-started')({
  loader: ({ context }) => prefetch(context.client, GettingStartedQuery, {}),
  component: () => (
    <Permitted needs="VIEW_ACCOUNTS">
      <GettingStartedPage />
    </Permitted>
  ),
});
