import { createFileRoute } from '@tanstack/react-router';
import { OutsideCodePage } from '~/session/outside-code-page';

export const Route = createFileRoute('/_public/login_/code')({ component: OutsideCodePage });
