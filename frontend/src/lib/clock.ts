import { useSyncExternalStore } from 'react';

const tickMilliseconds = 20_000;
const listeners = new Set<() => void>();
let offsetMilliseconds = 0;

/**
 * Follows the server's clock, which operators may have moved: relative times are
 * told by it and not by the device's own clock.
 */
export function followServerClock(now: string): void {
  const offset = Date.parse(now) - Date.now();
  // Small differences are the way of the answer and not a moved clock.
  if (Math.abs(offset - offsetMilliseconds) < 5_000) return;
  offsetMilliseconds = offset;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const timer = setInterval(listener, tickMilliseconds);
  return () => {
    listeners.delete(listener);
    clearInterval(timer);
  };
}

function currentTick(): number {
  return Math.floor((Date.now() + offsetMilliseconds) / tickMilliseconds) * tickMilliseconds;
}

/** The server's time in milliseconds, by steps of some seconds; renders again as it passes. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, currentTick);
}
