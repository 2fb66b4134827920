import { createFileRoute } from '@tanstack/react-router';
import { LinksPage } from '~/referral-links/links-page';
import { linksSearch } from '~/referral-links/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/links')({
  validateSearch: linksSearch,
  component: function Links() {
    return (
      <Permitted needs="VIEW_REFERRAL_LINKS" member>
        <LinksPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
