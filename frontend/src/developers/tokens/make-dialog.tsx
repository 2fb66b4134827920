import { Button, Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { useViewer } from '~/lib/session';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Copyable } from '~/ui/copy';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormFoot, FormProblem, FormStack } from '~/ui/form';
import { Notice } from '~/ui/notice';
import { scopeWord } from '~/ui/scope-texts';
import { failureTexts } from '~/ui/texts';
import { madeTexts, makeTexts as texts } from './texts';
import { CreateAccessToken, CreateOAuthClient, GivenScopesQuery } from './tokens.queries';

type Kind = 'token' | 'client';
/** What is shown this once. */
type Made = { token: string } | { clientId: string; secret: string | null };
type Props = { kind: Kind; onClose: () => void };
type DialogProps = Props & { onMade: () => void };

export function MakeDialog({ kind, onMade, onClose }: DialogProps) {
  const [made, setMade] = useState<Made>();
  function show(secret: Made) {
    setMade(secret);
    onMade();
  }
  return (
    <Dialog
      onClose={onClose}
      title={made ? madeTexts[kind] : texts[kind].title}
      size="lg"
      // A stray click must not take away what is not shown again.
      closeOnClickOutside={!made}
    >
      {made ? <Shown made={made} onClose={onClose} /> : <MakeForm kind={kind} onMade={show} onClose={onClose} />}
    </Dialog>
  );
}

function MakeForm({ kind, onMade, onClose }: Props & { onMade: (made: Made) => void }) {
  const operator = useViewer()?.operator;
  const [{ data: given }] = useQuery({ query: GivenScopesQuery });
  const scopes = (kind === 'token' ? given?.viewer?.accessTokenScopes : given?.viewer?.oauthClientScopes) ?? [];
  const [{ fetching: makingToken }, makeToken] = useMutation(CreateAccessToken);
  const [{ fetching: makingClient }, makeClient] = useMutation(CreateOAuthClient);
  const form = useForm({
    initialValues: { name: '', scopes: [] as string[], days: '90', redirectUris: '', isPublic: false, logoutUri: '' },
    validate: {
      name: (value) => (value.trim() ? null : texts.nameMissing),
      // What only logs people in asks for nothing else.
      scopes: (value) => (value.length || kind === 'client' ? null : texts.scopesMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ name, scopes: chosen, days, redirectUris, isPublic, logoutUri }: typeof form.values) {
    const input = { name: name.trim(), scopes: chosen };
    if (kind === 'token') {
      const { data, error } = await makeToken({ input: { ...input, expiresInDays: Number(days) } });
      const payload = data?.createAccessToken;
      if (settle({ error, userErrors: payload?.userErrors }) && payload?.token) onMade({ token: payload.token });
    } else {
      const lines = redirectUris.split('\n').map((line) => line.trim());
      const addresses = { redirectUris: lines.filter(Boolean), logoutUri: logoutUri.trim() || null };
      const { data, error } = await makeClient({ input: { ...input, ...addresses, isPublic } });
      const payload = data?.createOAuthClient;
      if (!settle({ error, userErrors: payload?.userErrors }) || !payload?.oauthClient) return;
      onMade({ clientId: payload.oauthClient.clientId, secret: payload.secret });
    }
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput label={texts[kind].name} maxLength={200} data-autofocus {...form.field('name')} />
        <Checkbox.Group
          label={texts.scopes}
          value={form.values.scopes}
          error={form.errors.scopes}
          onChange={(value) => form.setFieldValue('scopes', value)}
        >
          <Stack gap="xs" py="xs">
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={scopeWord(scope)} description={scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        {kind === 'client' && (
          <>
            <Textarea
              label={texts.redirects}
              description={texts.redirectsHint}
              rows={2}
              {...form.field('redirectUris')}
            />
            <Checkbox label={texts.isPublic} description={texts.isPublicHint} {...form.checkbox('isPublic')} />
            {operator && (
              <TextInput
                label={texts.logout}
                description={texts.logoutHint}
                inputMode="url"
                {...form.field('logoutUri')}
              />
            )}
          </>
        )}
        {kind === 'token' && <NativeSelect label={texts.days} data={texts.dayOptions} {...form.field('days')} />}
        <FormActions submit={texts[kind].submit} sending={makingToken || makingClient} onCancel={onClose} />
      </FormStack>
    </form>
  );
}

function Shown({ made, onClose }: { made: Made; onClose: () => void }) {
  const { what } = madeTexts;
  return (
    <FormStack>
      <Notice tone="attention" icon={<IconAlertTriangle size={18} />} title={madeTexts.keep} />
      {'token' in made ? (
        <Copyable value={made.token} what={what.token} />
      ) : (
        <>
          <div>
            <div>{madeTexts.clientId}</div>
            <Copyable value={made.clientId} what={what.clientId} />
          </div>
          {made.secret && (
            <div>
              <div>{madeTexts.secret}</div>
              <Copyable value={made.secret} what={what.secret} />
            </div>
          )}
        </>
      )}
      <FormFoot>
        <Button onClick={onClose} data-autofocus>
          {madeTexts.finish}
        </Button>
      </FormFoot>
    </FormStack>
  );
}
