import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { AccountQuery } from '~/accounts/account.queries';
import { AccountPage } from '~/accounts/account-page';
import { accountDialogs } from '~/accounts/allowed';
import { prefetch } from '~/lib/prefetch';
import { oneOf } from '~/lib/search-params';
import { NotFound } from '~/shell/error-pages';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/accounts/$id')({
  validateSearch: v.object({ dialog: oneOf(accountDialogs) }),
  loader: ({ context, params }) => prefetch(context.client, AccountQuery, { id: params.id }),
  component: function Account() {
    const { id } = Route.useParams();
    return (
      <Permitted needs="VIEW_ACCOUNTS">
        <AccountPage key={id} id={id} dialog={Route.useSearch().dialog} notFound={<NotFound />} />
      </Permitted>
    );
  },
});
