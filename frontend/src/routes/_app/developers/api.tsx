import { createFileRoute } from '@tanstack/react-router';
import { ApiPage } from '~/developers/api-page';

export const Route = createFileRoute('/_app/developers/api')({ component: ApiPage });
