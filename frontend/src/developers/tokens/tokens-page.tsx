import { IconKey, IconPlus, IconRobot } from '@tabler/icons-react';
import { type ResultOf, readFragment } from 'gql.tada';
import { lazy, type ReactNode, Suspense } from 'react';
import { type UseQueryResponse, useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import type { TokensSearch } from './search';
import { tokensTexts as texts } from './texts';
import { AccessTokenFragment, AccessTokensQuery, OAuthClientFragment, OAuthClientsQuery } from './tokens.queries';
import { type Row, TokensTable } from './tokens-table';

// Few visits open one of them.
const TokensDialogs = lazy(() => import('./tokens-dialogs'));

/** What lets scripts and tools in: one's own tokens, and the clients of the partner or the program. */
export function TokensPage({ search }: { search: TokensSearch }) {
  const mayMakeTokens = useMay('EDIT_ACCESS_TOKENS');
  const hasClients = useMay('EDIT_OAUTH_CLIENTS');
  const tokens = useQuery({ query: AccessTokensQuery });
  const clients = useQuery({ query: OAuthClientsQuery, pause: !hasClients });
  const tokenRows = tokens[0].data && readFragment(AccessTokenFragment, tokens[0].data.accessTokens.nodes).map(ofToken);
  const clientRows =
    clients[0].data && readFragment(OAuthClientFragment, clients[0].data.oauthClients.nodes).map(ofClient);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Sections>
        <ListPanel
          texts={texts.tokens}
          icon={<IconKey />}
          asked={tokens}
          rows={tokenRows}
          make={mayMakeTokens ? 'token' : undefined}
        />
        {hasClients && (
          <ListPanel texts={texts.clients} icon={<IconRobot />} asked={clients} rows={clientRows} make="client" />
        )}
      </Sections>
      {search.dialog && (
        <Suspense>
          <TokensDialogs
            search={search}
            rows={[...(tokenRows ?? []), ...(clientRows ?? [])]}
            onMade={(kind) => (kind === 'token' ? tokens : clients)[1]({ requestPolicy: 'network-only' })}
          />
        </Suspense>
      )}
    </Page>
  );
}

type Token = ResultOf<typeof AccessTokenFragment>;
type Client = ResultOf<typeof OAuthClientFragment>;

function ofToken({ lastCharacters, ownedBy, mine, ...token }: Token): Row {
  return { ...token, kind: 'token', detail: texts.tokens.detail(lastCharacters, mine ? null : ownedBy) };
}

function ofClient({ clientId, createdBy, ...client }: Client): Row {
  return { ...client, kind: 'client', expiresAt: null, detail: [clientId, createdBy].filter(Boolean).join(' · ') };
}

type PanelProps = {
  texts: (typeof texts)['clients'];
  icon: ReactNode;
  asked: UseQueryResponse;
  rows: readonly Row[] | undefined;
  make: 'token' | 'client' | undefined;
};

function ListPanel({ texts: words, icon, asked: [{ error }, ask], rows, make }: PanelProps) {
  const button = make && (
    <ButtonLink to="/developers/tokens" search={{ dialog: make }} leftSection={<IconPlus size={16} />}>
      {words.make}
    </ButtonLink>
  );
  return (
    <Panel flush title={words.title} lead={words.lead} actions={rows?.length ? button : undefined}>
      {error && !rows ? (
        <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
      ) : !rows ? (
        <SkeletonRows rows={3} />
      ) : rows.length === 0 ? (
        <EmptyState icon={icon} title={words.none.title} action={button}>
          {words.none.text}
        </EmptyState>
      ) : (
        <TokensTable label={words.title} rows={rows} />
      )}
    </Panel>
  );
}
