import type { ResultOf } from 'gql.tada';
import { useState } from 'react';
import { errorCode, whenToRetry } from '~/lib/errors';
import { useMutation } from '~/lib/use-mutation';
import { failureTexts } from '~/ui/texts';
import { ImportLeads } from './import.queries';
import { importTexts as texts } from './texts';

/** A request takes a million bytes; the rest of it is the document around the file. */
const mostBytes = 980_000;

export type Report = Pick<ResultOf<typeof ImportLeads>['importLeads'], 'rows' | 'registered' | 'rejected'>;
type Chosen = { name: string; csv: string };

/** A file on its way: chosen and looked at, then sent. `problem` is why it is not. */
export function useImport() {
  const [{ fetching }, send] = useMutation(ImportLeads);
  const [file, setFile] = useState<Chosen>();
  const [report, setReport] = useState<Report & { done: boolean }>();
  const [problem, setProblem] = useState<string>();

  async function ask(csv: string, preview: boolean) {
    setProblem(undefined);
    const { data, error } = await send({ input: { csv, preview } });
    const answer = data?.importLeads;
    const refusal = answer?.userErrors[0]?.message;
    if (error) return setProblem(failureTexts[errorCode(error)].advice + whenToRetry(error));
    if (refusal || !answer) return setProblem(refusal);
    setReport({ ...answer, done: !preview });
  }

  async function look(chosen: File) {
    setReport(undefined);
    setFile(undefined);
    const csv = await chosen.text().catch(() => null);
    if (csv === null || csv.includes('\uFFFD')) return setProblem(texts.unreadable);
    const bytes = new Blob([JSON.stringify(csv)]).size;
    if (bytes > mostBytes) return setProblem(texts.tooLarge(Math.ceil(bytes / 1000), mostBytes / 1000));
    setFile({ name: chosen.name, csv });
    await ask(csv, true);
  }

  return { file, report, problem, fetching, look, register: () => file && ask(file.csv, false) };
}
