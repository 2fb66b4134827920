import { createFileRoute } from '@tanstack/react-router';
import { HomeMoneyQuery } from '~/home/home.queries';
import { HomePage } from '~/home/home-page';
import { prefetch } from '~/lib/prefetch';
import { loadSession } from '~/lib/session';

export const Route = createFileRoute('/_app/')({
  loader: async ({ context }) => {
    const { viewer } = await loadSession(context.client);
    if (viewer?.member && viewer.permissions.includes('VIEW_REWARDS')) prefetch(context.client, HomeMoneyQuery, {});
  },
  component: HomePage,
});
