import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type MouseEvent, useState } from 'react';
import { formatMoney } from '~/lib/format';
import { toastFailed } from '~/ui/toast';
import { saveFile } from './save-file';
import { batchesTexts as texts } from './texts';

type Props = { fileUrl: string; amount: { amount: string; currencyCode: string }; filled?: boolean };

/** Fetches the bank's file of a batch, or says why there is none. */
export function FileLink({ fileUrl, amount, filled = false }: Props) {
  const [fetching, setFetching] = useState(false);

  async function download(event: MouseEvent) {
    // Left to itself the browser would keep a refusal as if it were the file.
    event.preventDefault();
    setFetching(true);
    const refusal = await saveFile(fileUrl);
    setFetching(false);
    if (refusal) toastFailed(refusal);
  }

  return (
    <Button
      component="a"
      href={fileUrl}
      download
      loading={fetching}
      onClick={download}
      size={filled ? undefined : 'xs'}
      variant={filled ? 'filled' : 'default'}
      leftSection={<IconDownload size={16} />}
      aria-label={texts.downloadLabel(formatMoney(amount))}
    >
      {texts.download}
    </Button>
  );
}
