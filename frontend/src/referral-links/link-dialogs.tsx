import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { CombinedError } from '@urql/core';
import { lazy, Suspense } from 'react';
import type { UserErrorLike } from '~/lib/errors';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { CreateReferralLink, UpdateReferralLink } from './links.queries';
import type { Link } from './links-table';
import type { LinksSearch } from './search';
import { linkDialogTexts as texts } from './texts';

// Brings what draws the code.
const QrDialog = lazy(() => import('./qr-dialog'));

type Props = { search: LinksSearch; links: readonly Link[]; mayEdit: boolean };

/** The dialog that the address asks for, if the viewer may do it. */
export default function LinkDialogs({ search: { dialog, id, ...list }, links, mayEdit }: Props) {
  const navigate = useNavigate();
  const close = () => navigate({ to: '/links', search: list, replace: true });
  const link = links.find((each) => each.id === id);
  if (dialog === 'create' && mayEdit) return <CreateDialog onClose={close} />;
  if (dialog === 'rename' && mayEdit && link) return <RenameDialog link={link} onClose={close} />;
  return dialog === 'qr' && link ? (
    <Suspense>
      <QrDialog link={link} onClose={close} />
    </Suspense>
  ) : null;
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const [, create] = useMutation(CreateReferralLink);
  return (
    <NameDialog
      {...texts.create}
      send={async (name) => {
        const { data, error } = await create({ input: { name } });
        return { error, userErrors: data?.createReferralLink.userErrors };
      }}
      onClose={onClose}
    />
  );
}

function RenameDialog({ link: { id, name }, onClose }: { link: Link; onClose: () => void }) {
  const [, update] = useMutation(UpdateReferralLink);
  return (
    <NameDialog
      {...texts.rename}
      title={texts.rename.title(name)}
      done={() => texts.rename.done}
      name={name}
      send={async (next) => {
        const { data, error } = await update({ input: { referralLinkId: id, name: next } });
        return { error, userErrors: data?.updateReferralLink.userErrors };
      }}
      onClose={onClose}
    />
  );
}

type NameProps = {
  title: string;
  submit: string;
  done: (name: string) => string;
  name?: string;
  send: (name: string) => Promise<{ error?: CombinedError; userErrors?: readonly UserErrorLike[] }>;
  onClose: () => void;
};

function NameDialog({ title, submit, done, name = '', send, onClose }: NameProps) {
  const form = useForm({
    initialValues: { name },
    validate: { name: (value) => (value.trim() ? null : texts.nameMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function save(values: typeof form.values) {
    const next = values.name.trim();
    if (!settle(await send(next))) return;
    toastDone(done(next));
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={form.onSubmit(save)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <TextInput
            label={texts.name}
            description={texts.nameHint}
            maxLength={60}
            data-autofocus
            {...form.field('name')}
          />
          <FormActions submit={submit} sending={false} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
