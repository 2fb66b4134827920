import { useNavigate } from '@tanstack/react-router';
import { useMutation } from '~/lib/use-mutation';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import { ReserveDialog } from './reserve-dialog';
import { ReleaseWebsite } from './reserved.queries';
import type { Reserved } from './reserved-table';
import type { ReservedSearch } from './search';
import { releaseTexts as texts } from './texts';

type Props = { search: ReservedSearch; websites: readonly Reserved[] };

/** The dialog that the list's address asks for. */
export default function ReservedDialogs({ search: { dialog, id, ...list }, websites }: Props) {
  const navigate = useNavigate();
  const close = () => navigate({ to: '/operator/reserved-websites', search: list, replace: true });
  if (dialog === 'reserve') return <ReserveDialog onClose={close} />;
  const reserved = websites.find((each) => each.id === id);
  return reserved ? <ReleaseDialog reserved={reserved} onClose={close} /> : null;
}

function ReleaseDialog({ reserved: { id, website }, onClose }: { reserved: Reserved; onClose: () => void }) {
  const [, release] = useMutation(ReleaseWebsite);
  return (
    <ReasonDialog
      title={texts.title(website)}
      submit={texts.submit}
      send={async () => {
        const { data, error } = await release({ input: { reservedWebsiteId: id } });
        return { error, userErrors: data?.releaseWebsite.userErrors };
      }}
      onDone={() => toastDone(texts.done(website))}
      onClose={onClose}
    >
      {texts.text}
    </ReasonDialog>
  );
}
