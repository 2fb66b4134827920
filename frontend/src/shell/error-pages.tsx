import { Button } from '@mantine/core';
import { IconCompass, IconRefreshAlert } from '@tabler/icons-react';
import { EmptyState } from '~/ui/empty-state';
import { ButtonLink } from '~/ui/links';
import { DocumentTitle } from '~/ui/page';
import { frameTexts } from './frame-texts';
import { PublicShell } from './public-shell';

/** For an address or an id that leads nowhere; somebody else's looks just the same. */
export function NotFound() {
  const { title, text } = frameTexts.notFound;
  return (
    <>
      <DocumentTitle title={title} />
      <EmptyState
        whole
        icon={<IconCompass />}
        title={title}
        action={
          <ButtonLink to="/" variant="default">
            {frameTexts.toStart}
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
  const { title, text } = frameTexts.crashed;
  return (
    <main>
      <EmptyState
        live
        whole
        icon={<IconRefreshAlert />}
        title={title}
        action={
          <Button variant="default" onClick={() => window.location.reload()}>
            {frameTexts.reload}
          </Button>
        }
      >
        {text}
      </EmptyState>
    </main>
  );
}
