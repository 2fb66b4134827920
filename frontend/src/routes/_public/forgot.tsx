import { createFileRoute } from '@tanstack/react-router';
import { ForgotPage } from '~/session/forgot-page';

export const Route = createFileRoute('/_public/forgot')({ component: ForgotPage });
