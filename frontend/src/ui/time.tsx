import { useNow } from '~/lib/clock';
import { absoluteTime, relativeTime } from '~/lib/format';

/** A time as people say it, with the exact one on hover; nothing where there is none. */
export function Time({ at }: { at: string | null }) {
  const now = useNow();
  return (
    at && (
      <time dateTime={at} title={absoluteTime(at)}>
        {relativeTime(Date.parse(at), now)}
      </time>
    )
  );
}
