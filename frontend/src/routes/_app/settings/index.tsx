import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { PartnerSettingsQuery } from '~/settings/settings.queries';
import { SettingsPage } from '~/settings/settings-page';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/settings/')({
  loader: ({ context }) => prefetch(context.client, PartnerSettingsQuery, {}),
  component: () => (
    <Permitted needs="EDIT_OWN_PARTNER">
      <SettingsPage />
    </Permitted>
  ),
});
