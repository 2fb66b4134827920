import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { ProgramQuery } from '~/program/program.queries';
import { ProgramPage } from '~/program/program-page';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/program')({
  loader: ({ context }) => prefetch(context.client, ProgramQuery, {}),
  component: () => (
    <Permitted needs="EDIT_PROGRAM">
      <ProgramPage />
    </Permitted>
  ),
});
