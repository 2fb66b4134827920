import { useNow } from '~/lib/clock';
import { absoluteTime, relativeTime } from '~/lib/format';

/** A time as people say it, with the exact one on hover. */
export function Time({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={absoluteTime(at)}>
      {relativeTime(Date.parse(at), now)}
    </time>
  );
}
