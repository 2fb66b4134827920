import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { download } from '~/lib/download';
import { CodeBlock } from '~/ui/code-block';
import { FormFoot, FormStack } from '~/ui/form';
import { twoStepTexts as texts } from './texts';

/** The recovery codes, the one time that they are shown. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const text = codes.join('\n');
  return (
    <FormStack>
      <Text size="sm">{texts.codesText}</Text>
      <CodeBlock code={text} label={texts.codes} what={texts.codes} />
      <FormFoot>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={() => download(new Blob([`${text}\n`], { type: 'text/plain' }), texts.file)}
        >
          {texts.download}
        </Button>
        <Button data-autofocus onClick={onClose}>
          {texts.kept}
        </Button>
      </FormFoot>
    </FormStack>
  );
}
