import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refusal } from '~/testing/accounts';
import { leadCounts, leadOf, leadRights } from '~/testing/leads';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';

const row = (number: number, website: string, why?: string) => ({
  __typename: 'LeadImportRow',
  row: number,
  website,
  outcome: why ? 'REJECTED' : 'REGISTERED',
  lead: null,
  warnings: [],
  userErrors: why ? refusal(why) : [],
});

const report = {
  importLeads: {
    __typename: 'ImportLeadsPayload',
    rows: [row(2, 'velo.example'), row(3, 'rival.example', 'Protected until 3 March.')],
    registered: 1,
    rejected: 1,
    userErrors: [],
  },
};

async function openImport(answers: Answers = { ImportLeads: () => report }) {
  const app = renderApp('/leads?dialog=import', {
    Session: sessionOf(leadRights),
    Leads: () => ({ leads: pageOf('Lead', [leadOf()]) }),
    LeadCounts: () => leadCounts(),
    ...answers,
  });
  const dialog = within(await screen.findByRole('dialog', { name: 'Import leads' }));
  const sent = () =>
    app.asked.filter(({ operation }) => operation === 'ImportLeads').map(({ variables }) => variables.input);
  return { ...app, dialog, sent, choose: (file: File) => app.user.upload(dialog.getByLabelText('CSV file'), file) };
}

const csv = 'website,company\nvelo.example,Velo\nrival.example,Rival\n';

describe('the import of leads', () => {
  it('shows what would become of each row, and registers only then', async () => {
    const { user, dialog, sent, choose } = await openImport();
    await choose(new File([csv], 'leads.csv', { type: 'text/csv' }));
    expect(await dialog.findByText('1 lead can be registered')).toBeVisible();
    expect(dialog.getByText('Protected until 3 March.')).toBeVisible();
    expect(sent()).toEqual([{ csv, preview: true }]);
    await user.click(dialog.getByRole('button', { name: 'Register 1 lead' }));
    expect(await dialog.findByText('1 lead registered')).toBeVisible();
    expect(sent()[1]).toEqual({ csv, preview: false });
    await user.click(dialog.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('says that a file is too large before it is sent', async () => {
    const { dialog, sent, choose } = await openImport();
    await choose(new File(['a'.repeat(1_200_000)], 'leads.csv', { type: 'text/csv' }));
    expect(await dialog.findByText(/980 kB are taken at once/)).toBeVisible();
    expect(sent()).toEqual([]);
  });

  it('tells at the field what is wrong with the file as a whole', async () => {
    const { dialog, choose } = await openImport({
      ImportLeads: () => ({
        importLeads: {
          ...report.importLeads,
          rows: [],
          registered: 0,
          rejected: 0,
          userErrors: refusal('The column “website” is missing.', ['input', 'csv']),
        },
      }),
    });
    await choose(new File(['name\nVelo'], 'leads.csv', { type: 'text/csv' }));
    expect(await dialog.findByText('The column “website” is missing.')).toBeVisible();
    expect(dialog.queryByRole('button', { name: /Register/ })).not.toBeInTheDocument();
  });

  it('says when more can be tried after too many were refused', async () => {
    const { dialog, choose } = await openImport({
      ImportLeads: () => ({
        errors: [{ message: 'THROTTLED', extensions: { code: 'THROTTLED', retryAfterSeconds: 2_350 } }],
      }),
    });
    await choose(new File([csv], 'leads.csv', { type: 'text/csv' }));
    expect(await dialog.findByText(/too many tries in a short time. Try again in 40 minutes./)).toBeVisible();
  });

  it('offers a template', async () => {
    const { dialog } = await openImport();
    const link = dialog.getByRole('link', { name: 'Download a template' });
    expect(decodeURIComponent(link.getAttribute('href') ?? '')).toContain('website,company,contact name');
  });
});
