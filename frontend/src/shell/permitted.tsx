import type { ReactNode } from 'react';
import { type Permission, useMay } from '~/lib/session';
import { NoRight } from '~/ui/failure';

/** Shows its content to whom the right is given, and says so to all others. */
export function Permitted({ needs, children }: { needs: Permission; children: ReactNode }) {
  return useMay(needs) ? children : <NoRight />;
}
