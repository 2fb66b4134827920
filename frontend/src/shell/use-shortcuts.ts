import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useViewer } from '~/lib/session';
import { isTyping } from '~/ui/is-typing';

const sequenceMilliseconds = 1_200;

/** The keys that work on every page, and what they have opened. */
export function useShortcuts() {
  const [paletteWanted, setPaletteWanted] = useState(false);
  const [sheetOpen, setSheetOpen] = useState(false);
  const viewer = useViewer();
  const navigate = useNavigate();
  const lastG = useRef(0);

  async function openPalette() {
    setPaletteWanted(true);
    const { spotlight } = await import('@mantine/spotlight');
    spotlight.open();
  }

  function goTo(key: string): boolean {
    if (key === 'h') void navigate({ to: '/' });
    else if (key === 'a' && viewer?.member) void navigate({ to: '/accounts' });
    else if (key === 'a') void navigate({ to: '/operator/accounts' });
    else if (key === 'r' && viewer?.member) void navigate({ to: '/requests' });
    else if (key === 'd' && viewer?.permissions.includes('VIEW_LEADS'))
      void navigate({ to: viewer.member ? '/leads' : '/operator/leads' });
    else if (key === 'c' && viewer?.permissions.includes('CHECK_CREDIT')) void navigate({ to: '/credit-check' });
    else if (key === 't' && viewer?.member) void navigate({ to: '/team' });
    else if (key === 'l') void navigate({ to: '/quick-links' });
    else if (key === 'q' && viewer?.operator) void navigate({ to: '/operator/applications' });
    else return false;
    return true;
  }

  function act(key: string): boolean {
    if (key === '?') setSheetOpen(true);
    else if (key === 'c' && viewer?.member) void navigate({ to: '/accounts', search: { create: true } });
    else if (key === '/') return focusSearch();
    else return false;
    return true;
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      void openPalette();
      return;
    }
    if (isTyping(event)) return;
    const afterG = Date.now() - lastG.current < sequenceMilliseconds;
    lastG.current = event.key === 'g' ? Date.now() : 0;
    if (afterG ? goTo(event.key) : act(event.key)) event.preventDefault();
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return {
    paletteWanted,
    sheetOpen,
    openPalette,
    openSheet: () => setSheetOpen(true),
    closeSheet: () => setSheetOpen(false),
  };
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-search-field] input, input[data-search-field]');
  field?.focus();
  field?.select();
  return field !== null;
}
