import { createFileRoute } from '@tanstack/react-router';
import { OutsideLostPage } from '~/session/outside-code-page';

export const Route = createFileRoute('/_public/login_/outside/callback')({ component: OutsideLostPage });
