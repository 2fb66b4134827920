import { createFileRoute } from '@tanstack/react-router';
import { tokensSearch } from '~/developers/tokens/search';
import { TokensPage } from '~/developers/tokens/tokens-page';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/developers/tokens')({
  validateSearch: tokensSearch,
  component: function Tokens() {
    return (
      <Permitted needs="VIEW_ACCESS_TOKENS">
        <TokensPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
