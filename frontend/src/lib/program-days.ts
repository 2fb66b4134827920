import { useProgram } from './session';

/** The program's time zone: its days are what money is reckoned by. */
export function useTimeZone(): string {
  return useProgram()?.timeZone ?? 'UTC';
}

/** "21 Nov 2026" of an ISO time, in the program's time zone. */
export function useProgramDate(): (at: string) => string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: useTimeZone() });
  return (at) => format.format(new Date(at));
}
