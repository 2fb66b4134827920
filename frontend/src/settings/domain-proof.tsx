import { Button, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { errorCode, whenToRetry } from '~/lib/errors';
import { useMutation } from '~/lib/use-mutation';
import { Copyable } from '~/ui/copy';
import { Facts } from '~/ui/facts';
import { FormProblem, FormStack } from '~/ui/form';
import { InputLine } from '~/ui/input-line';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import type { Domain } from './domain-item';
import { SendDomainMail, VerifyDomain } from './settings.queries';
import { domainTexts as texts } from './texts';

const mailboxes = ['ADMIN', 'ADMINISTRATOR', 'HOSTMASTER', 'POSTMASTER', 'WEBMASTER'] as const;

/** Two ways to prove a domain: a record in it, or a link to whoever reads its mail. */
export function DomainProof({ domain }: { domain: Domain }) {
  const [problems, setProblems] = useState<string[]>([]);
  return (
    <FormStack>
      <Text size="sm">{texts.byRecord}</Text>
      <Facts
        stacked
        facts={[
          { term: texts.recordName, value: <Copyable value={domain.dnsName} what={texts.recordName} />, long: true },
          { term: texts.recordValue, value: <Copyable value={domain.dnsValue} what={texts.recordValue} />, long: true },
        ]}
      />
      <FormProblem messages={problems} />
      <CheckButton domain={domain} onProblems={setProblems} />
      <MailForm domain={domain} onProblems={setProblems} />
    </FormStack>
  );
}

type Props = { domain: Domain; onProblems: (problems: string[]) => void };

function CheckButton({ domain: { id, domain }, onProblems }: Props) {
  const [{ fetching }, verify] = useMutation(VerifyDomain);

  async function check() {
    const { data, error } = await verify({ input: { domainId: id } });
    const refusals = data?.verifyDomain.userErrors.map(({ message }) => message) ?? [];
    onProblems(error ? [failureTexts[errorCode(error)].advice + whenToRetry(error)] : refusals);
    if (!error && refusals.length === 0) toastDone(texts.verified(domain));
  }

  return (
    <div>
      <Button loading={fetching} aria-label={texts.checkLabel(domain)} onClick={check}>
        {texts.check}
      </Button>
    </div>
  );
}

function MailForm({ domain: { id, domain }, onProblems }: Props) {
  const [{ fetching }, send] = useMutation(SendDomainMail);
  const [mailbox, setMailbox] = useState<(typeof mailboxes)[number]>('ADMIN');
  const address = (name: string) => `${name.toLowerCase()}@${domain}`;

  async function sendIt() {
    const { data, error } = await send({ input: { domainId: id, mailbox } });
    const refusals = data?.sendDomainMail.userErrors.map(({ message }) => message) ?? [];
    onProblems(error ? [failureTexts[errorCode(error)].advice + whenToRetry(error)] : refusals);
    if (!error && refusals.length === 0) toastDone(texts.mailSent(address(mailbox)));
  }

  return (
    <div>
      <Text size="sm" mb={8}>
        {texts.byMail}
      </Text>
      <InputLine>
        <NativeSelect
          aria-label={texts.mailbox}
          data={mailboxes.map((value) => ({ value, label: address(value) }))}
          value={mailbox}
          onChange={({ currentTarget }) =>
            setMailbox(mailboxes.find((each) => each === currentTarget.value) ?? 'ADMIN')
          }
        />
        <Button variant="default" loading={fetching} onClick={sendIt}>
          {texts.sendMail}
        </Button>
      </InputLine>
    </div>
  );
}
