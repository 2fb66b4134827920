import { useNow } from '~/lib/clock';
import { type Register, RegisterQuery } from './client.queries';
import { FreshLink } from './fresh-link';
import { Gone } from './gone';
import { LinkButton } from './parts/button';
import { Failed } from './parts/failed';
import { Frame } from './parts/frame';
import { Moment } from './parts/moment';
import { Screen } from './parts/screen';
import { Skeleton } from './parts/skeleton';
import parts from './parts/stack.module.css';
import { RegisterLists } from './register-lists';
import { standingOf } from './standing';
import { freshTexts, registerTexts as texts } from './texts';
import { useAsked } from './use-asked';

/** Who may enter one store, and the ways to change it. */
export function RegisterPage({ token }: { token: string }) {
  const { data, failure, again, change } = useAsked(RegisterQuery, { token });
  const now = useNow();
  if (failure) return <Failed failure={failure} onRetry={again} />;
  if (!data) return <Skeleton />;
  const { program, clientLink: link } = data;
  const standing = standingOf(link, 'CLIENT', now);
  const register = link?.account;
  if (standing !== 'OPEN' || !register || !link) {
    const why = standing === 'OPEN' ? 'REPLACED' : standing;
    return (
      <Gone program={program} standing={why} texts={texts.gone[why]}>
        {why === 'EXPIRED' && <FreshLink token={token} />}
        {why !== 'EXPIRED' && why !== 'CANCELLED' && why !== 'NEWER' && (
          <LinkButton variant="plain" href="/client">
            {freshTexts.byEmail}
          </LinkButton>
        )}
      </Gone>
    );
  }
  const { name, ownerEmail } = register;

  function show(account: Register) {
    change((old) => ({ ...old, clientLink: old.clientLink && { ...old.clientLink, account } }));
  }

  return (
    <Frame program={program}>
      <Screen bare title={texts.title(name ?? '')} program={program.name} lead={ownerEmail && texts.owner(ownerEmail)}>
        <RegisterLists token={token} register={register} onChange={show} onRefused={again} />
        <p className={parts.aside}>
          {texts.expires} <Moment at={link.expiresAt} />
        </p>
      </Screen>
    </Frame>
  );
}
