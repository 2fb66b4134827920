import { useNavigate } from '@tanstack/react-router';
import { useMutation } from '~/lib/use-mutation';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import { MakeDialog } from './make-dialog';
import type { TokensSearch } from './search';
import { revokeTexts as texts } from './texts';
import { RevokeAccessToken, RevokeOAuthClient } from './tokens.queries';
import type { Row } from './tokens-table';

type Props = { search: TokensSearch; rows: readonly Row[]; onMade: (kind: Row['kind']) => void };

/** The dialog that the page's address asks for. */
export default function TokensDialogs({ search: { dialog, id }, rows, onMade }: Props) {
  const navigate = useNavigate();
  const close = () => navigate({ to: '/developers/tokens', search: {}, replace: true });
  if (dialog === 'token' || dialog === 'client') {
    return <MakeDialog kind={dialog} onMade={() => onMade(dialog)} onClose={close} />;
  }
  const row = rows.find((each) => each.id === id);
  return row ? <RevokeDialog row={row} onClose={close} /> : null;
}

function RevokeDialog({ row: { kind, id, name }, onClose }: { row: Row; onClose: () => void }) {
  const [, revokeToken] = useMutation(RevokeAccessToken);
  const [, revokeClient] = useMutation(RevokeOAuthClient);

  async function send() {
    if (kind === 'token') {
      const { data, error } = await revokeToken({ input: { accessTokenId: id } });
      return { error, userErrors: data?.revokeAccessToken.userErrors };
    }
    const { data, error } = await revokeClient({ input: { oauthClientId: id } });
    return { error, userErrors: data?.revokeOAuthClient.userErrors };
  }

  return (
    <ReasonDialog
      title={texts.title(name)}
      submit={texts.submit}
      danger
      send={send}
      onDone={() => toastDone(texts.done(name))}
      onClose={onClose}
    >
      {texts.text}
    </ReasonDialog>
  );
}
