import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '~/testing/accounts';
import { linkOf } from '~/testing/leads';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';
import { bucketsOf } from './buckets';

const rights = ['VIEW_REFERRAL_LINKS', 'EDIT_REFERRAL_LINKS', 'VIEW_CREDIT_POLICY'];
const today = new Date().toISOString().slice(0, 10);
const day = (fields: object) => ({
  __typename: 'ReferralDay',
  date: today,
  visits: 4,
  signUps: 1,
  botVisits: 2,
  repeatedVisits: 1,
  ...fields,
});
const links = [
  linkOf({ days: [day({})] }),
  linkOf({ id: 'ref_2', name: 'Fair', code: 'fair', days: [day({ visits: 3 })] }),
];

function open(path: string, answers: Answers = {}, given = rights) {
  return renderApp(path, {
    Session: sessionOf(given),
    ReferralLinks: () => ({ referralLinks: pageOf('ReferralLink', links) }),
    LinkDays: () => ({
      program: { __typename: 'Program', timeZone: 'UTC' },
      referralLinks: { __typename: 'ReferralLinkConnection', nodes: links },
    }),
    ...answers,
  });
}

describe('the referral links', () => {
  it('creates one with a name', async () => {
    const { user, asked } = open('/links', {
      CreateReferralLink: () => ({
        createReferralLink: {
          __typename: 'CreateReferralLinkPayload',
          referralLink: linkOf({ id: 'ref_3', name: 'Blog' }),
          userErrors: [],
        },
      }),
    });
    await user.click(await screen.findByRole('link', { name: 'Create link' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Create a referral link' }));
    await user.click(dialog.getByRole('button', { name: 'Create link' }));
    expect(dialog.getByText('Enter a name')).toBeVisible();
    await user.type(dialog.getByLabelText('Name'), ' Blog {Enter}');
    expect(await screen.findByText('Blog is ready to share')).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'CreateReferralLink')?.variables).toEqual({
      input: { name: 'Blog' },
    });
  });

  it('switches one off, and takes it back from the toast', async () => {
    const inputs: unknown[] = [];
    const { user } = open('/links', {
      UpdateReferralLink: ({ input }) => {
        inputs.push(input);
        const { active } = input as { active: boolean };
        return {
          updateReferralLink: {
            __typename: 'UpdateReferralLinkPayload',
            referralLink: { ...links[0], active },
            userErrors: [],
          },
        };
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Actions for Newsletter' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Switch off' }));
    expect(await screen.findByText('Off')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(screen.queryByText('Off')).not.toBeInTheDocument());
    expect(inputs).toEqual([
      { referralLinkId: 'ref_1', active: false },
      { referralLinkId: 'ref_1', active: true },
    ]);
  });

  it('draws the code of an address to scan', async () => {
    open('/links?dialog=qr&id=ref_1');
    const dialog = within(await screen.findByRole('dialog', { name: 'QR code: Newsletter' }));
    expect(
      dialog.getByRole('img', { name: /leads to https:\/\/portal.northbeam.example\/r\/brightside/ }),
    ).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Download SVG' })).toBeVisible();
  });

  it('plots what came, says it in words, and walks through it by keys', async () => {
    open('/links');
    const cursor = await screen.findByRole('slider', { name: 'Visits and sign-ups' });
    expect(cursor).toHaveAttribute('aria-valuetext', expect.stringContaining('7 visits, 2 sign-ups'));
    expect(screen.getByText(/7 visits and 2 sign-ups/)).toHaveTextContent(
      'Not counted: 4 visits by bots, 2 opened again within half an hour.',
    );
    fireEvent.change(cursor, { target: { value: '0' } });
    expect(cursor).toHaveAttribute('aria-valuetext', expect.stringContaining('0 visits'));
  });

  it('shows one link alone, and as a table, as the address says', async () => {
    open('/links?link=ref_2&range=12m&table=1');
    const table = await screen.findByRole('table', { name: 'Visits and sign-ups' });
    expect(within(table).getAllByRole('row')).toHaveLength(13);
    expect(within(table).getAllByRole('cell')[1]).toHaveTextContent('3');
  });
});

describe('what came by days', () => {
  const days = [
    { date: '2026-11-01', visits: 2, signUps: 0 },
    { date: '2026-11-20', visits: 5, signUps: 1 },
    { date: '2026-11-22', visits: 1, signUps: 1 },
    { date: '2025-01-01', visits: 90, signUps: 9 },
  ];

  it('has a bar for each of the last days, with those of nothing', () => {
    const buckets = bucketsOf(days, '30d', '2026-11-22');
    expect(buckets).toHaveLength(30);
    expect(buckets.at(-1)).toEqual({ key: '2026-11-22', label: '22 Nov', visits: 1, signUps: 1 });
    expect(buckets.at(-2)?.visits).toBe(0);
  });

  it('sums weeks from their Mondays, and months', () => {
    // 22 November 2026 is a Sunday.
    expect(bucketsOf(days, '90d', '2026-11-22').at(-1)).toMatchObject({ key: '2026-11-16', visits: 6, signUps: 2 });
    expect(bucketsOf(days, '12m', '2026-11-22').at(-1)).toMatchObject({ label: 'Nov 2026', visits: 8, signUps: 2 });
    expect(bucketsOf(days, '12m', '2026-03-31').map(({ key }) => key)[10]).toBe('2026-02-01');
  });
});
