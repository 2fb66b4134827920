import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderApp, sessionOf } from '~/testing/render-app';

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a page that is open', () => {
  it('goes to the sign-in by itself once nobody is signed in any more, and says so calmly', async () => {
    let signedIn = true;
    const { history } = renderApp('/developers/api', {
      Session: () => (signedIn ? sessionOf(['VIEW_ACCOUNTS'])() : sessionOf()()),
    });
    await screen.findByRole('heading', { name: 'API documentation' });
    signedIn = false;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await screen.findByText('You were signed out')).toBeVisible();
    expect(history.location.href).toContain('next=%2Fdevelopers%2Fapi');
  });

  it('stays while it is still signed in, and asks again', async () => {
    const { history, asked } = renderApp('/developers/api', { Session: sessionOf(['VIEW_ACCOUNTS']) });
    await screen.findByRole('heading', { name: 'API documentation' });
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(41_000);
    await waitFor(() => expect(asked.length).toBe(before + 2));
    expect(history.location.pathname).toBe('/developers/api');
  });
});
