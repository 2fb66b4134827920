import type { ReactNode } from 'react';
import { type Permission, useMay, useViewer } from '~/lib/session';
import { NoRight } from '~/ui/failure';

type Props = { needs: Permission /** For partners' members alone. */; member?: boolean; children: ReactNode };

/** Shows its content to whom the right is given, and says so to all others. */
export function Permitted({ needs, member = false, children }: Props) {
  const may = useMay(needs);
  const isMember = Boolean(useViewer()?.member);
  return may && (isMember || !member) ? children : <NoRight />;
}
