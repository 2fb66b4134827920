import { createFileRoute } from '@tanstack/react-router';
import { ApplyFormQuery } from '~/application/application.queries';
import { ApplyPage } from '~/application/apply-page';
import { prefetch } from '~/lib/prefetch';

export const Route = createFileRoute('/_public/apply')({
  loader: ({ context }) => prefetch(context.client, ApplyFormQuery, {}),
  component: ApplyPage,
});
