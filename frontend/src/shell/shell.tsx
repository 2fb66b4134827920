import { useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import classes from '~/ui/shell.module.css';
import { SkipLink } from '~/ui/skip-link';
import { useToastsWanted } from '~/ui/toast';
import { ClockBar } from './clock-bar';
import { Footer } from './footer';
import { Header } from './header';
import { BottomBar, Sidebar } from './sidebar';
import { Suspended } from './suspended';
import { useShortcuts } from './use-shortcuts';

const Palette = lazy(() => import('./palette'));
const Toasts = lazy(() => import('~/ui/toasts'));
const ShortcutSheet = lazy(() => import('./shortcut-sheet'));

/** The frame of every page of the signed-in app. */
export function Shell({ children }: { children: ReactNode }) {
  const { paletteWanted, sheetOpen, openPalette, openSheet, closeSheet } = useShortcuts();
  const toastsWanted = useToastsWanted();
  const main = useFocusOnNewPage();
  return (
    <div className={classes.frame}>
      <SkipLink />
      <ClockBar />
      <div className={classes.body}>
        <Sidebar />
        <div className={classes.content}>
          <Header onSearch={openPalette} onShortcuts={openSheet} />
          <main id="content" ref={main} tabIndex={-1} className={classes.main}>
            <Suspended />
            {children}
          </main>
          <Footer />
        </div>
      </div>
      <BottomBar />
      <Suspense>
        {toastsWanted && <Toasts />}
        {paletteWanted && <Palette onShortcuts={openSheet} />}
        {sheetOpen && <ShortcutSheet onClose={closeSheet} />}
      </Suspense>
    </div>
  );
}

/** After a move to another page a screen reader goes on with its content, not with the navigation. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current !== path) main.current?.focus({ preventScroll: true });
    seen.current = path;
  }, [path]);
  return main;
}
