import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { RegisterPage } from '~/session/register-page';
import { RegistrationQuery } from '~/session/session.queries';

export const Route = createFileRoute('/_public/register/$token')({
  loader: ({ context, params }) => prefetch(context.client, RegistrationQuery, { token: params.token }),
  component: function Register() {
    return <RegisterPage token={Route.useParams().token} />;
  },
});
