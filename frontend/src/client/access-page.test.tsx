import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { brightside, type ClientAnswers, inDays, program, refused, renderClient } from '~/testing/render-client';

const account = { name: 'Velo Cycling Co', website: 'velo.example', accesses: [], blockedPartners: [] };
const link = {
  kind: 'ACCESS',
  status: 'OPEN',
  answer: null,
  newerSent: false,
  message: 'Please let us in.',
  createdAt: inDays(-1),
  expiresAt: inDays(50.5),
  partner: brightside,
  account,
};
const gone = { ...link, message: null, partner: null, account: null };
const of = { partner: { id: brightside.id } };

function open(changes: object | null = {}, answers: ClientAnswers = {}) {
  const clientLink = changes && { ...link, ...changes };
  return renderClient('/access/a-token', { Access: { program, clientLink }, ...answers });
}

describe('a request for access', () => {
  it('says who asks for what, and what approving means', async () => {
    open();
    expect(await screen.findByRole('heading', { level: 1, name: 'Brightside Agency asks for access' })).toBeVisible();
    expect(screen.getByText('Please let us in.')).toBeVisible();
    expect(screen.getByText('Brightside Agency can enter your store with Admin access.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'in 50 days' })).toBeVisible();
  });

  it('is approved', async () => {
    const { user, asked } = open(
      {},
      { ApproveAccess: { approveAccess: { accessRequest: { status: 'APPROVED' }, userErrors: [] } } },
    );
    await user.click(await screen.findByRole('button', { name: 'Approve' }));
    expect(
      await screen.findByRole('heading', { level: 1, name: 'Brightside Agency can enter your store' }),
    ).toHaveFocus();
    expect(screen.getByText(/We mailed you a link/)).toBeVisible();
    expect(asked.at(-1)?.variables).toEqual({ input: { token: 'a-token' } });
  });

  it.each([
    [false, /They can ask again/],
    [true, /We take no more requests/],
  ])('is declined; no more requests: %s', async (block, words) => {
    const { user, asked } = open(
      {},
      { DeclineAccess: { declineAccess: { accessRequest: { status: 'DECLINED' }, userErrors: [] } } },
    );
    await user.click(await screen.findByRole('button', { name: 'Decline' }));
    const dialog = within(screen.getByRole('dialog'));
    if (block) await user.click(dialog.getByLabelText('Take no more requests from this agency'));
    await user.click(dialog.getByRole('button', { name: 'Decline request' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'You declined the request' })).toHaveFocus();
    expect(screen.getByText(words)).toBeVisible();
    expect(asked.at(-1)?.variables.input).toEqual({ token: 'a-token', reason: null, block });
  });

  it('can’t be approved while the agency is suspended, but declined', async () => {
    open({ partner: { ...brightside, status: 'SUSPENDED' } });
    expect(await screen.findByText('Brightside Agency is suspended at the moment')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Approve' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Decline' })).toBeVisible();
  });

  it('says so where the agency was suspended meanwhile', async () => {
    const userErrors = refused('PARTNER_SUSPENDED', 'The agency is suspended by the program at the moment.');
    const { user } = open({}, { ApproveAccess: { approveAccess: { accessRequest: null, userErrors } } });
    await user.click(await screen.findByRole('button', { name: 'Approve' }));
    expect(await screen.findByText(/The agency is suspended/)).toBeVisible();
  });
});

describe('a link that is over', () => {
  it.each([
    [{ ...gone, status: 'EXPIRED' }, 'This request has lapsed'],
    [{ ...gone, status: 'REPLACED', newerSent: true }, 'A newer link was sent to you'],
    [{ ...gone, status: 'REPLACED' }, 'This link no longer works'],
    [{ ...gone, status: 'CANCELLED' }, 'This request was taken back'],
    [{ ...gone, status: 'USED' }, 'You answered this request'],
    [null, 'This link does not work'],
    [
      { status: 'USED', answer: 'APPROVED', account: { ...account, accesses: [{ ...of, status: 'COLLABORATOR' }] } },
      /can enter your store/,
    ],
    [
      { status: 'USED', answer: 'APPROVED', account: { ...account, accesses: [{ ...of, status: 'INACTIVE' }] } },
      'You answered this request',
    ],
    [{ status: 'USED', answer: 'DECLINED' }, 'You declined the request'],
    [
      { status: 'USED', answer: 'DECLINED', account: { ...account, blockedPartners: [of] } },
      'You declined the request',
    ],
  ])('says why, or what was answered: %#', async (changes, title) => {
    open(changes);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Approve' })).not.toBeInTheDocument();
  });

  it('has a link to the register mailed', async () => {
    const { user, asked } = open(
      { ...gone, status: 'USED' },
      { RequestClientLink: { requestClientLink: { ok: true, userErrors: [] } } },
    );
    await user.click(await screen.findByRole('button', { name: 'Mail me a fresh link' }));
    expect(await screen.findByText('Check your inbox')).toBeVisible();
    expect(asked.at(-1)?.variables).toEqual({ input: { token: 'a-token' } });
  });
});
