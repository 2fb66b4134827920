import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import { useState } from 'react';
import { useMutation } from '~/lib/use-mutation';
import { ConfirmDialog } from '~/ui/confirm';
import { Item } from '~/ui/item';
import { Tag } from '~/ui/tag';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { DomainProof } from './domain-proof';
import { type DomainFragment, RemoveDomain } from './settings.queries';
import { domainTexts as texts } from './texts';

export type Domain = ResultOf<typeof DomainFragment>;

/** One domain; as long as it isn't proved, the ways to prove it. */
export function DomainItem({ domain, mayEdit }: { domain: Domain; mayEdit: boolean }) {
  const verified = domain.status === 'VERIFIED';
  return (
    <Item
      title={domain.domain}
      mark={
        <Tag tone={verified ? 'good' : 'attention'}>
          {verified && <IconCheck size={12} aria-hidden="true" />} {texts[domain.status]}
        </Tag>
      }
      action={mayEdit && <RemoveButton domain={domain} />}
    >
      {!verified && mayEdit && <DomainProof domain={domain} />}
    </Item>
  );
}

function RemoveButton({ domain: { id, domain } }: { domain: Domain }) {
  const [asking, setAsking] = useState(false);
  const [{ fetching }, remove] = useMutation(RemoveDomain);

  async function removeIt() {
    const { data, error } = await remove({ input: { domainId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.removeDomain.userErrors[0]?.message;
    setAsking(false);
    if (refusal) toastFailed(refusal);
    else toastDone(texts.removed(domain));
  }

  return (
    <>
      <Button variant="default" size="xs" aria-label={texts.removeLabel(domain)} onClick={() => setAsking(true)}>
        {texts.remove}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={texts.removeTitle(domain)}
        confirm={texts.remove}
        working={fetching}
        onConfirm={removeIt}
        onClose={() => setAsking(false)}
      >
        {texts.removeText}
      </ConfirmDialog>
    </>
  );
}
