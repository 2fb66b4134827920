import { type Register, UnblockPartner } from './client.queries';
import { Button } from './parts/button';
import { Moment } from './parts/moment';
import { Refusals } from './parts/notice';
import { Party } from './parts/party';
import classes from './register.module.css';
import { registerTexts as texts } from './texts';
import { useAction } from './use-action';

type Props = Register['blockedPartners'][number] & {
  token: string;
  onDone: (words: string, register: Register | null) => void;
  onRefused: () => Promise<void>;
};

/** An agency whose requests are not taken, and the way to take them again. */
export function BlockedPartner({ token, partner, since, onDone, onRefused }: Props) {
  const unblock = useAction(UnblockPartner, (data) => data.unblockPartner);

  async function send() {
    const done = await unblock.send({ input: { token, partnerId: partner.id } });
    if (done) onDone(texts.unblocked(partner.name), done.account);
    else await onRefused();
  }

  return (
    <li className={classes.card}>
      <Party name={partner.name} website={partner.website} round />
      <p className={classes.quiet}>
        {texts.blockedSince} <Moment at={since} />
      </p>
      <Refusals messages={unblock.messages} />
      <Button variant="plain" sending={unblock.sending} onClick={send}>
        {texts.unblock}
      </Button>
    </li>
  );
}
