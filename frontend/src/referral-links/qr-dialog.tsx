import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMemo } from 'react';
import { download } from '~/lib/download';
import { asPng, asSvg, qrCode } from '~/lib/qr-code';
import { Copyable } from '~/ui/copy';
import { Dialog } from '~/ui/dialog';
import { FormFoot, FormStack } from '~/ui/form';
import { PrintedCode } from '~/ui/printed-code';
import type { Link } from './links-table';
import { qrTexts as texts } from './texts';

/** The link's address as a code to print, and its files. */
export default function QrDialog({ link: { name, url, code }, onClose }: { link: Link; onClose: () => void }) {
  const qr = useMemo(() => qrCode(url), [url]);

  async function savePng() {
    const file = await asPng(qr);
    if (file) download(file, texts.file(code, 'png'));
  }

  return (
    <Dialog onClose={onClose} title={texts.title(name)}>
      <FormStack>
        <PrintedCode {...qr} label={texts.alt(url)} />
        <Copyable value={url} what={texts.address} />
        <FormFoot>
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={savePng}>
            {texts.png}
          </Button>
          <Button
            data-autofocus
            leftSection={<IconDownload size={16} />}
            onClick={() => download(asSvg(qr), texts.file(code, 'svg'))}
          >
            {texts.svg}
          </Button>
        </FormFoot>
      </FormStack>
    </Dialog>
  );
}
