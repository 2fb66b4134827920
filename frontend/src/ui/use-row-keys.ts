import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { isTyping } from './is-typing';

/**
 * `j` and `k` move the focus to the next and the previous row's link within the element; `x` chooses the row, where
 * `choose` is given and wants its place.
 */
export function useRowKeys<Frame extends HTMLElement>(choose?: (row: number) => void): RefObject<Frame | null> {
  const frame = useRef<Frame>(null);
  const chooseFocused = useEffectEvent((event: KeyboardEvent) => {
    const rows = [...(frame.current?.querySelectorAll('[data-row]') ?? [])];
    const row = document.activeElement?.closest('[data-row]');
    const at = row ? rows.indexOf(row) : -1;
    if (!choose || at < 0) return;
    choose(at);
    event.preventDefault();
  });
  useEffect(() => {
    function move(event: KeyboardEvent) {
      if (event.key === 'x' && !isTyping(event)) chooseFocused(event);
      const step = { j: 1, k: -1 }[event.key];
      if (!step || isTyping(event)) return;
      const links = [...(frame.current?.querySelectorAll<HTMLAnchorElement>('[data-row] a') ?? [])];
      if (links.length === 0) return;
      const row = document.activeElement?.closest('[data-row]');
      const at = links.findIndex((link) => link.closest('[data-row]') === row && row !== null);
      const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
      links[next]?.focus();
      event.preventDefault();
    }
    document.addEventListener('keydown', move);
    return () => document.removeEventListener('keydown', move);
  }, []);
  return frame;
}
