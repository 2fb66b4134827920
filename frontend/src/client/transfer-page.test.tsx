import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { brightside, type ClientAnswers, inDays, program, refused, renderClient } from '~/testing/render-client';

const account = {
  name: 'Northwind Outfitters',
  website: 'northwind.example',
  hasPlan: false,
  accesses: [{ status: 'TRANSFER_PENDING', partner: { id: brightside.id } }],
};
const link = {
  kind: 'TRANSFER',
  status: 'OPEN',
  answer: null,
  newerSent: false,
  message: 'Your shop is ready.',
  createdAt: inDays(-1),
  expiresAt: inDays(12.5),
  partner: brightside,
  account,
};

const gone = { ...link, message: null, partner: null, account: null };
const accepted = {
  acceptTransfer: { account: { hasPlan: false }, transfer: { toEmail: 'clara@northwind.example' }, userErrors: [] },
};

function open(changes: object | null = {}, answers: ClientAnswers = {}) {
  const clientLink = changes && { ...link, ...changes };
  return renderClient('/transfer/a-token', { Transfer: { program, clientLink }, ...answers });
}

async function accept(answers: ClientAnswers) {
  const page = open({}, answers);
  await page.user.type(await screen.findByLabelText('Your name'), ' Clara Berg ');
  await page.user.click(screen.getByRole('button', { name: 'Accept ownership' }));
  return page;
}

describe('an offer', () => {
  it('says who offers what, until when, and what accepting means', async () => {
    const { asked } = open();
    expect(await screen.findByRole('heading', { level: 1, name: 'Take over Northwind Outfitters' })).toBeVisible();
    // Set once the page is drawn.
    await waitFor(() => expect(document.title).toBe('Take over Northwind Outfitters · Northbeam Partners'));
    expect(screen.getByRole('link', { name: /^brightside\.example/ })).toHaveAttribute(
      'href',
      'https://brightside.example',
    );
    expect(screen.getByText('Your shop is ready.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'in 12 days' })).toHaveAccessibleDescription(/Dec 2026/);
    expect(screen.getByText(/with Admin access once you have a plan/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'help@northbeam.example' })).toBeVisible();
    expect(asked).toEqual([{ operation: 'Transfer', variables: { token: 'a-token' } }]);
  });

  it('promises access at once where the program gives it', async () => {
    renderClient('/transfer/a-token', {
      Transfer: { program: { ...program, awaitingPlanAccess: 'ADMIN' }, clientLink: link },
    });
    expect(await screen.findByText('Brightside Agency stays as a collaborator with Admin access.')).toBeVisible();
  });

  it('shows the end of a long message on demand', async () => {
    const { user } = open({ message: 'So much to say. '.repeat(40) });
    const more = await screen.findByRole('button', { name: 'Show the whole message' });
    await user.click(more);
    expect(screen.getByRole('button', { name: 'Show less' })).toHaveAttribute('aria-expanded', 'true');
  });
});

describe('accepting', () => {
  it('asks for the name', async () => {
    const { user, asked } = open();
    await user.click(await screen.findByRole('button', { name: 'Accept ownership' }));
    expect(screen.getByLabelText('Your name')).toHaveFocus();
    expect(screen.getByLabelText('Your name')).toHaveAccessibleDescription('Enter your name');
    expect(asked).toHaveLength(1);
  });

  it('shows what comes next, and reads it out', async () => {
    const { asked } = await accept({ AcceptTransfer: accepted });
    const title = await screen.findByRole('heading', { level: 1, name: 'Northwind Outfitters is yours' });
    expect(title).toHaveFocus();
    expect(screen.getByText('Thank you, Clara Berg. You are the owner now.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Choose a plan' })).toHaveAttribute(
      'href',
      'https://app.northbeam.example/',
    );
    expect(screen.getByText(/We mailed a link to clara@northwind.example/)).toBeVisible();
    expect(asked.at(-1)).toEqual({
      operation: 'AcceptTransfer',
      variables: { input: { token: 'a-token', name: 'Clara Berg' } },
    });
  });

  it('says what to do where the address owns a store already', async () => {
    const userErrors = refused('EMAIL_OWNS_ACCOUNT', 'Your e-mail address owns an account already.');
    await accept({ AcceptTransfer: { acceptTransfer: { account: null, transfer: null, userErrors } } });
    const alert = await screen.findByText(/Give Brightside Agency another address of yours/);
    expect(alert.closest('[role=alert]')).toHaveTextContent('Your e-mail address owns a store already');
    expect(screen.getByLabelText('Your name')).toHaveValue(' Clara Berg ');
  });

  it('puts a refusal of the name at its field', async () => {
    const userErrors = refused('INVALID', 'This is too long.', ['input', 'name']);
    await accept({ AcceptTransfer: { acceptTransfer: { account: null, transfer: null, userErrors } } });
    await waitFor(() => expect(screen.getByLabelText('Your name')).toHaveAccessibleDescription('This is too long.'));
  });

  it('shows what became of the link where it was replaced meanwhile', async () => {
    let taken = false;
    const userErrors = refused('REPLACED', 'A newer link was mailed to you.');
    await accept({
      Transfer: () => ({ program, clientLink: taken ? { ...gone, status: 'REPLACED', newerSent: true } : link }),
      AcceptTransfer: () => {
        taken = true;
        return { acceptTransfer: { account: null, transfer: null, userErrors } };
      },
    });
    const title = await screen.findByRole('heading', { level: 1, name: 'A newer link was sent to you' });
    expect(title).toHaveFocus();
  });

  it.each([
    ['THROTTLED', 'Try again in 3 minutes.'],
    ['INTERNAL', 'Nothing was lost. Try again in a moment.'],
  ])('says what to do after %s', async (code, words) => {
    const errors = [{ message: code, extensions: { code, retryAfterSeconds: 170 } }];
    await accept({ AcceptTransfer: { errors } });
    expect(await screen.findByText(new RegExp(words))).toBeVisible();
  });
});

describe('declining', () => {
  const declined = { declineTransfer: { transfer: { status: 'DECLINED' }, userErrors: [] } };

  it('asks once more, and sends the reason', async () => {
    const { user, asked } = open({}, { DeclineTransfer: declined });
    await user.click(await screen.findByRole('button', { name: 'Decline' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Decline this offer?' }));
    await user.type(dialog.getByLabelText('Why?'), 'Not ours.');
    await user.click(dialog.getByRole('button', { name: 'Decline offer' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'You declined this offer' })).toHaveFocus();
    expect(asked.at(-1)?.variables.input).toEqual({ token: 'a-token', reason: 'Not ours.' });
  });

  it('can be thought over', async () => {
    const { user, asked } = open();
    const decline = await screen.findByRole('button', { name: 'Decline' });
    await user.click(decline);
    await user.click(screen.getByRole('button', { name: 'Go back' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(decline).toHaveFocus();
    expect(asked).toHaveLength(1);
  });
});

describe('a link that is over', () => {
  it.each([
    [{ ...gone, status: 'EXPIRED' }, 'This offer has expired'],
    [{ expiresAt: inDays(-0.01) }, 'This offer has expired'],
    [{ ...gone, status: 'REPLACED', newerSent: true }, 'A newer link was sent to you'],
    [{ ...gone, status: 'REPLACED' }, 'This link no longer works'],
    [{ ...gone, status: 'CANCELLED' }, 'This offer was taken back'],
    [{ ...gone, status: 'USED' }, 'You answered this offer'],
    [{ kind: 'ACCESS' }, 'This link does not work'],
    [null, 'This link does not work'],
  ])('says why: %#', async (changes, title) => {
    open(changes);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it.each([
    [{ status: 'USED', answer: 'ACCEPTED' }, 'Northwind Outfitters is yours'],
    [{ ...gone, status: 'USED', answer: 'DECLINED' }, 'You declined this offer'],
  ])('says what was answered: %#', async (changes, title) => {
    open(changes);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
  });
});

describe('without an answer', () => {
  it('offers another try, and goes on', async () => {
    let tries = 0;
    const { user } = renderClient('/transfer/a-token', {
      Transfer: () => {
        tries += 1;
        return tries === 1 ? HttpResponse.error() : { program, clientLink: link };
      },
    });
    expect(await screen.findByRole('heading', { level: 1, name: 'No connection' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { level: 1, name: /Take over/ })).toHaveFocus();
  });

  it('says that the server is down', async () => {
    renderClient('/transfer/a-token', { Transfer: () => new HttpResponse('Bad gateway', { status: 502 }) });
    expect(await screen.findByRole('heading', { level: 1, name: 'We will be right back' })).toBeVisible();
  });
});
