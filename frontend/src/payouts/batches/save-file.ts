import { failureTexts } from '~/ui/texts';

/** Fetches a file of the portal and gives it to the browser to keep; where it is refused, answers why in words. */
export async function saveFile(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { credentials: 'same-origin' });
    if (!answer.ok) return await refusalOf(answer);
    keep(await answer.blob(), nameOf(answer) ?? '');
    return null;
  } catch {
    return failureTexts.NETWORK.advice;
  }
}

async function refusalOf(answer: Response): Promise<string> {
  const told = await answer.json().catch(() => null);
  return told?.errors?.[0]?.message ?? failureTexts.INTERNAL.title;
}

const nameOf = (answer: Response) => /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];

function keep(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has yet to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
