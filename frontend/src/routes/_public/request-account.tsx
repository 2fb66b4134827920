import { createFileRoute } from '@tanstack/react-router';
import { RequestAccountPage } from '~/session/request-account-page';

export const Route = createFileRoute('/_public/request-account')({ component: RequestAccountPage });
