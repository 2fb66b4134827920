import { IconCalendarOff, IconLinkOff, IconMailForward } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Program } from './client.queries';
import { Frame } from './parts/frame';
import { Screen } from './parts/screen';

type Props = { program: Program; standing: string; texts: { title: string; text: string }; children?: ReactNode };

/** A link that leads nowhere any more: why, and the way on. */
export function Gone({ program, standing, texts: { title, text }, children }: Props) {
  return (
    <Frame program={program}>
      <Screen title={title} program={program.name} lead={text} icon={iconOf(standing)}>
        {children}
      </Screen>
    </Frame>
  );
}

function iconOf(standing: string): ReactNode {
  if (standing === 'NEWER') return <IconMailForward />;
  return standing === 'EXPIRED' ? <IconCalendarOff /> : <IconLinkOff />;
}
