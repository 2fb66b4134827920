import { askDeviceTexts as texts } from './ask-device-texts';

type Asked = { credential: string } | { problem: string };

/** Lets the browser ask its device for a passkey: what it answered, as the portal takes it, or why there is none. */
export async function askDevice(ask: () => Promise<Credential | null>): Promise<Asked> {
  try {
    const credential = await ask();
    return credential ? { credential: JSON.stringify(credential) } : { problem: texts.none };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  // Whoever closes the browser's dialog and whoever has no passkey here are the same to it, by intention.
  if (name === 'NotAllowedError' || name === 'AbortError') return texts.none;
  if (name === 'InvalidStateError') return texts.known;
  return texts.unable;
}
