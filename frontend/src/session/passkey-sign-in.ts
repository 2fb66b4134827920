import type { Client, CombinedError } from '@urql/core';
import { askDevice } from '~/lib/ask-device';
import type { UserErrorLike } from '~/lib/errors';
import { graphql } from '~/lib/graphql';

const StartSigningInWithPasskey = graphql(`
  mutation StartSigningInWithPasskey($input: StartSigningInWithPasskeyInput!) {
    startSigningInWithPasskey(input: $input) { options userErrors { code field message } }
  }
`);

const SignInWithPasskey = graphql(`
  mutation SignInWithPasskey($input: SignInWithPasskeyInput!) {
    signInWithPasskey(input: $input) {
      member { id }
      operator { id }
      userErrors { code field message }
    }
  }
`);

type Answer = { error?: CombinedError; userErrors?: readonly UserErrorLike[] };

/** Lets the browser ask for a passkey, and shows it to the portal. Nothing is refused: somebody is signed in. */
export async function signInWithPasskey(client: Client): Promise<Answer> {
  const begun = await client.mutation(StartSigningInWithPasskey, { input: {} }).toPromise();
  const options = begun.data?.startSigningInWithPasskey.options;
  if (!options) return { error: begun.error, userErrors: begun.data?.startSigningInWithPasskey.userErrors };
  const answer = await askDevice(() =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options)) }),
  );
  if ('problem' in answer) return { userErrors: [{ field: null, message: answer.problem }] };
  const { data, error } = await client.mutation(SignInWithPasskey, { input: answer }).toPromise();
  return { error, userErrors: data?.signInWithPasskey.userErrors };
}
