import { Anchor, Button } from '@mantine/core';
import { Dialog } from '~/ui/dialog';
import { FileField } from '~/ui/file-field';
import { FormFoot, FormStack } from '~/ui/form';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { uiTexts } from '~/ui/texts';
import { ImportReport } from './import-report';
import { templateAddress } from './template';
import { importTexts as texts } from './texts';
import { useImport } from './use-import';

/** A file of leads: looked at first, row by row, and registered once one agrees. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const { file, report, problem, fetching, look, register } = useImport();
  return (
    <Dialog onClose={onClose} title={texts.title} size="xl">
      <FormStack>
        {!report?.done && (
          <>
            <FileField
              label={texts.file}
              hint={texts.hint}
              words={file ? file.name : texts.choose}
              accept=".csv,text/csv,text/plain"
              error={problem}
              onFile={look}
            />
            {!report && (
              <div>
                <Anchor href={templateAddress} download={texts.templateName} inherit>
                  {texts.template}
                </Anchor>
              </div>
            )}
          </>
        )}
        {report && <ImportReport report={report} />}
        {!report && fetching && <SkeletonLines lines={4} />}
        <FormFoot>
          {report?.done ? (
            <Button onClick={onClose}>{texts.finish}</Button>
          ) : (
            <>
              <Button variant="default" onClick={onClose}>
                {uiTexts.cancel}
              </Button>
              {report && report.registered > 0 && (
                <Button loading={fetching} onClick={register}>
                  {texts.submit(report.registered)}
                </Button>
              )}
            </>
          )}
        </FormFoot>
      </FormStack>
    </Dialog>
  );
}
