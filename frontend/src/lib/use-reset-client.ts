import { useRouter } from '@tanstack/react-router';

/** Empties all that is known: for when another person signs in, or nobody. */
export function useResetClient(): () => void {
  const router = useRouter();
  return () => router.options.context.resetClient();
}
