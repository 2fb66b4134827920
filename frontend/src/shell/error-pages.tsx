import { Button } from '@mantine/core';
import { IconCompass, IconRefreshAlert } from '@tabler/icons-react';
import { EmptyState } from '~/ui/empty-state';
import { ButtonLink } from '~/ui/links';
import { DocumentTitle } from '~/ui/page';
import { PublicShell } from './public-shell';
import { shellTexts } from './texts';

/** For an address or an id that leads nowhere; somebody else's looks just the same. */
export function NotFound() {
  const { title, text } = shellTexts.notFound;
  return (
    <>
      <DocumentTitle title={title} />
      <EmptyState
        whole
        icon={<IconCompass />}
        title={title}
        action={
          <ButtonLink to="/" variant="default">
            {shellTexts.toStart}
          </ButtonLink>
        }
      >
        {text}
      </EmptyState>
    </>
  );
}

export function NotFoundPage() {
  return (
    <PublicShell>
      <NotFound />
    </PublicShell>
  );
}

/** The last resort, when a page fails to draw or nothing can be reached. */
export function Crashed() {
  const { title, text } = shellTexts.crashed;
  return (
    <main>
      <EmptyState
        live
        whole
        icon={<IconRefreshAlert />}
        title={title}
        action={
          <Button variant="default" onClick={() => window.location.reload()}>
            {shellTexts.reload}
          </Button>
        }
      >
        {text}
      </EmptyState>
    </main>
  );
}
