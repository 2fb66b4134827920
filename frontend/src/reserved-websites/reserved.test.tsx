import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays, pageOf, refusal } from '~/testing/accounts';
import { type Answers, operatorSession, renderApp } from '~/testing/render-app';

const reserved = {
  __typename: 'ReservedWebsite',
  id: 'resw_1',
  website: 'big-store.example',
  reservedAt: inDays(-3),
  reservedUntil: inDays(60),
  releasedAt: null,
  note: 'With Sam',
  active: true,
};

const result = (website: string, outcome: string, why?: string) => ({
  __typename: 'ReserveWebsitesResult',
  website,
  outcome,
  warnings: [],
  userErrors: why ? refusal(why) : [],
});

function open(path: string, answers: Answers = {}) {
  return renderApp(path, {
    Session: operatorSession(['RESERVE_WEBSITES']),
    ReservedWebsites: () => ({ reservedWebsites: pageOf('ReservedWebsite', [reserved]) }),
    ...answers,
  });
}

const inputOf = (asked: ReturnType<typeof open>['asked'], name: string) =>
  asked.find(({ operation }) => operation === name)?.variables.input;

describe('the reserved websites', () => {
  it('reserves several, and says which it could not', async () => {
    const { user, asked } = open('/operator/reserved-websites?dialog=reserve', {
      ReserveWebsites: () => ({
        reserveWebsites: {
          __typename: 'ReserveWebsitesPayload',
          results: [result('one.example', 'RESERVED'), result('co.uk', 'REJECTED', 'This is no website.')],
          userErrors: [],
        },
      }),
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Reserve websites' }));
    await user.type(dialog.getByLabelText('Websites'), 'one.example{Enter}co.uk{Enter}');
    await user.type(dialog.getByLabelText('Until'), '2027-03-31');
    await user.click(dialog.getByRole('button', { name: 'Reserve' }));
    expect(await dialog.findByText('This is no website.')).toBeVisible();
    expect(inputOf(asked, 'ReserveWebsites')).toEqual({
      websites: ['one.example', 'co.uk'],
      until: new Date('2027-03-31T23:59:59').toISOString(),
      note: null,
    });
  });

  it('releases one once that is confirmed', async () => {
    const { user, asked } = open('/operator/reserved-websites', {
      ReleaseWebsite: () => ({
        releaseWebsite: {
          __typename: 'ReleaseWebsitePayload',
          reservedWebsite: { ...reserved, active: false, releasedAt: inDays(0) },
          userErrors: [],
        },
      }),
    });
    await user.click(await screen.findByRole('link', { name: 'Release big-store.example' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Release big-store.example?' }));
    await user.click(dialog.getByRole('button', { name: 'Release' }));
    expect(await screen.findByText('big-store.example is free')).toBeVisible();
    await waitFor(() => expect(inputOf(asked, 'ReleaseWebsite')).toEqual({ reservedWebsiteId: 'resw_1' }));
  });
});
