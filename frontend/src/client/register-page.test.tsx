import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { brightside, type ClientAnswers, inDays, program, refused, renderClient } from '~/testing/render-client';

const northlight = { id: 'part_2', name: 'Northlight', website: 'northlight.example', status: 'ACTIVE' };
const quill = { id: 'part_3', name: 'Quill', website: 'quill.example', status: 'ACTIVE' };
const access = {
  status: 'COLLABORATOR',
  accessLevel: 'ADMIN',
  since: inDays(-40),
  lastUsedAt: inDays(-2),
  ended: null,
  partner: brightside,
};
const ended = {
  ...access,
  status: 'INACTIVE',
  accessLevel: 'NONE',
  partner: northlight,
  ended: { by: 'CLIENT', at: inDays(-3), reason: 'Thank you.' },
};
const request = {
  id: 'req_1',
  message: 'Let us in.',
  createdAt: inDays(-9),
  sentAt: inDays(-2),
  expiresAt: inDays(50),
  partner: northlight,
};
const nobody = {
  name: 'Velo Cycling Co',
  website: 'velo.example',
  ownerEmail: 'owner@velo.example',
  accesses: [] as object[],
  openRequests: [] as object[],
  blockedPartners: [] as object[],
};
const link = {
  kind: 'CLIENT',
  status: 'OPEN',
  answer: null,
  newerSent: false,
  message: null,
  createdAt: inDays(-1),
  expiresAt: inDays(20),
};

function open(account: object | null, answers: ClientAnswers = {}, changes: object = {}) {
  return renderClient('/client/a-token', {
    Register: { program, clientLink: { ...link, account, ...changes } },
    ...answers,
  });
}

describe('the register', () => {
  it('shows every partner with access, in words', async () => {
    open({
      ...nobody,
      accesses: [
        access,
        { ...access, partner: northlight, status: 'AWAITING_PLAN', accessLevel: 'NONE', lastUsedAt: null },
        { ...access, partner: { ...quill, status: 'SUSPENDED' }, accessLevel: 'NONE' },
      ],
    });
    expect(await screen.findByRole('heading', { level: 1, name: 'Who has access to Velo Cycling Co' })).toBeVisible();
    expect(screen.getByText('You own this store as owner@velo.example.')).toBeVisible();
    const [first, second, third] = screen.getAllByRole('listitem');
    expect(first).toHaveTextContent(/Brightside Agency.*Admin access.*Since40 days ago.*Last used2 days ago/);
    expect(second).toHaveTextContent(/Northlight.*Admin access once you have a plan.*Last usednot yet/);
    expect(third).toHaveTextContent(/Quill.*Paused: the program has suspended this agency/);
  });

  it('says that there is nobody', async () => {
    open(nobody);
    expect(await screen.findByRole('heading', { name: 'Nobody but you' })).toBeVisible();
  });

  it('shows requests that wait, without a way to answer them here', async () => {
    open({ ...nobody, openRequests: [request] });
    expect(await screen.findByText('Let us in.')).toBeVisible();
    expect(screen.getByText(/by the link in the mail about this request/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Approve' })).not.toBeInTheDocument();
  });

  it('keeps what has ended out of the way', async () => {
    open({ ...nobody, accesses: [ended] });
    expect(await screen.findByText('Ended access (1)')).toBeVisible();
    expect(screen.getByText(/Ended by you/)).toBeInTheDocument();
    expect(screen.getByText('Thank you.')).toBeInTheDocument();
  });
});

describe('revoking', () => {
  it('names the agency, sends the reason, and tells', async () => {
    const { user, asked } = open(
      { ...nobody, accesses: [access] },
      {
        RevokeAccess: {
          revokeAccess: { account: { ...nobody, accesses: [{ ...ended, partner: brightside }] }, userErrors: [] },
        },
      },
    );
    await user.click(await screen.findByRole('button', { name: 'Revoke access' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Revoke the access of Brightside Agency?' }));
    await user.type(dialog.getByLabelText('Why?'), 'Thank you.');
    await user.click(dialog.getByRole('button', { name: 'Revoke access' }));
    const told = await screen.findByText('Brightside Agency has no access any more.');
    await waitFor(() => expect(told.closest('[role=status]')).toHaveFocus());
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Nobody but you' })).toBeVisible();
    expect(asked.at(-1)?.variables.input).toEqual({ token: 'a-token', partnerId: 'part_1', reason: 'Thank you.' });
  });

  it('says in the dialog why it did not work', async () => {
    const userErrors = refused('WRONG_STATUS', 'This access has ended already.');
    const { user } = open(
      { ...nobody, accesses: [access] },
      { RevokeAccess: { revokeAccess: { account: null, userErrors } } },
    );
    await user.click(await screen.findByRole('button', { name: 'Revoke access' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Revoke access' }));
    expect(await dialog.findByText('This access has ended already.')).toBeVisible();
  });

  it('is not offered for the agency that still owns the store', async () => {
    open({ ...nobody, accesses: [{ ...access, status: 'TRANSFER_PENDING', accessLevel: 'OWNER' }] });
    expect(await screen.findByText('Builds this store')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Revoke access' })).not.toBeInTheDocument();
  });
});

it('takes requests of a blocked agency again', async () => {
  const { user, asked } = open(
    { ...nobody, blockedPartners: [{ since: inDays(-5), partner: quill }] },
    { UnblockPartner: { unblockPartner: { account: nobody, userErrors: [] } } },
  );
  await user.click(await screen.findByRole('button', { name: 'Allow requests again' }));
  expect(await screen.findByText('Quill may ask for access again.')).toBeVisible();
  expect(screen.queryByRole('heading', { name: 'Blocked agencies' })).not.toBeInTheDocument();
  expect(asked.at(-1)?.variables.input).toEqual({ token: 'a-token', partnerId: 'part_3' });
});

describe('a link that is over', () => {
  it('has a fresh one mailed by a single button', async () => {
    const { user, asked } = open(
      null,
      { RequestClientLink: { requestClientLink: { ok: true, userErrors: [] } } },
      { status: 'EXPIRED' },
    );
    await user.click(await screen.findByRole('button', { name: 'Mail me a fresh link' }));
    expect(await screen.findByText(/a fresh link is on its way/)).toBeVisible();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
    expect(asked.at(-1)?.variables).toEqual({ input: { token: 'a-token' } });
  });

  it.each([
    [{ status: 'REPLACED' }, 'This link no longer works'],
    [{ status: 'CANCELLED' }, 'This store is closed'],
    [{ kind: 'TRANSFER' }, 'This link does not work'],
  ])('says why: %#', async (changes, title) => {
    open(null, {}, changes);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
  });
});

describe('asking for a fresh link by e-mail', () => {
  async function ask(email: string, answer: object) {
    const page = renderClient('/client', { Program: { program }, RequestClientLink: answer });
    await screen.findByRole('heading', { level: 1, name: 'Get a fresh link' });
    if (email) await page.user.type(screen.getByLabelText('Your e-mail address'), email);
    await page.user.click(screen.getByRole('button', { name: 'Mail me a fresh link' }));
    return page;
  }

  it('answers the same for every address', async () => {
    const { asked } = await ask('owner@velo.example', { requestClientLink: { ok: true, userErrors: [] } });
    expect(await screen.findByRole('heading', { level: 1, name: 'Check your inbox' })).toHaveFocus();
    expect(screen.getByText(/If owner@velo.example owns a store here/)).toBeVisible();
    expect(asked.at(-1)?.variables).toEqual({ input: { email: 'owner@velo.example' } });
  });

  it('asks for the address', async () => {
    await ask('', {});
    expect(screen.getByText('Enter your e-mail address')).toBeVisible();
  });

  it('says at the field that it is none', async () => {
    const userErrors = refused('INVALID', 'This is no e-mail address.', ['input', 'email']);
    await ask('velo', { requestClientLink: { ok: false, userErrors } });
    expect(await screen.findByText('This is no e-mail address.')).toBeVisible();
  });

  it('asks to wait after too many tries', async () => {
    await ask('owner@velo.example', {
      errors: [{ message: 'THROTTLED', extensions: { code: 'THROTTLED', retryAfterSeconds: 20 } }],
    });
    expect(await screen.findByText(/Try again in a minute/)).toBeVisible();
  });
});
