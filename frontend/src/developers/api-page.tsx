import { Anchor, Button } from '@mantine/core';
import { IconFileCode } from '@tabler/icons-react';
import { useProgram } from '~/lib/session';
import { CodeBlock } from '~/ui/code-block';
import { Copyable } from '~/ui/copy';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { Bullets } from '~/ui/steps';
import { apiExamples, apiTexts as texts } from './texts';

export function ApiPage() {
  const program = useProgram();
  const { origin } = window.location;
  return (
    <Page narrow title={texts.title} lead={texts.lead}>
      <Sections>
        <Panel title={texts.endpoint} lead={texts.endpointLead}>
          <Copyable value={`${origin}/graphql`} what={texts.endpointWhat} />
        </Panel>
        <Panel title={texts.token} lead={texts.tokenLead}>
          <CodeBlock code={apiExamples.token(origin)} label={texts.token} what={texts.copyWhat} />
          {program && <Anchor href={`mailto:${program.supportEmail}`}>{texts.askFor}</Anchor>}
        </Panel>
        <Panel title={texts.first} lead={texts.firstLead}>
          <CodeBlock code={apiExamples.query(origin)} label={texts.first} what={texts.copyWhat} />
          <div>{texts.answer}</div>
          <CodeBlock code={apiExamples.answer(program?.name ?? '')} label={texts.answer} what={texts.copyWhat} />
        </Panel>
        <Panel title={texts.rules}>
          <Bullets points={texts.ruleList} />
        </Panel>
        <Panel
          title={texts.schema}
          lead={texts.schemaLead}
          actions={
            <Button
              component="a"
              href="/schema.graphql"
              target="_blank"
              variant="default"
              leftSection={<IconFileCode size={16} />}
            >
              {texts.openSchema}
            </Button>
          }
        />
      </Sections>
    </Page>
  );
}
