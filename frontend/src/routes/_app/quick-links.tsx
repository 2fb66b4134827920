import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { QuickLinksQuery } from '~/quick-links/quick-links.queries';
import { QuickLinksPage } from '~/quick-links/quick-links-page';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/quick-links')({
  loader: ({ context }) => prefetch(context.client, QuickLinksQuery, {}),
  component: () => (
    <Permitted needs="VIEW_QUICK_LINKS">
      <QuickLinksPage />
    </Permitted>
  ),
});
