import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays, pageOf, refusal } from '~/testing/accounts';
import { leadCounts, leadOf, leadRights } from '~/testing/leads';
import { type Answers, operatorSession, renderApp, sessionOf } from '~/testing/render-app';

function open(path: string, answers: Answers = {}, leads = [leadOf()], rights = leadRights) {
  return renderApp(path, {
    Session: sessionOf(rights),
    Leads: () => ({ leads: pageOf('Lead', leads) }),
    LeadCounts: () => leadCounts(),
    Lead: () => ({ lead: leads[0] }),
    ...answers,
  });
}

const told = (asked: ReturnType<typeof open>['asked'], name: string) =>
  asked.filter(({ operation }) => operation === name).map(({ variables }) => variables);

describe('the list of leads', () => {
  it('asks for what the address says', async () => {
    const { asked } = open('/leads?view=ended&search=north&sort=ENDING');
    await screen.findByRole('link', { name: 'northwind.example' });
    expect(told(asked, 'Leads')[0]).toMatchObject({
      filter: { status: ['LOST', 'EXPIRED', 'WITHDRAWN', 'REFUSED'], search: 'north' },
      sort: 'ENDING',
    });
  });

  it('says how many may be open still, and how long the protection lasts', async () => {
    open('/leads', {}, [leadOf(), leadOf({ id: 'lead_2', website: 'soon.example', protectedUntil: inDays(3.5) })]);
    expect(await screen.findByText('12 of 50 open')).toBeVisible();
    expect(screen.getByText('80 days left')).not.toHaveAttribute('data-on');
    expect(screen.getByText('3 days left')).toHaveAttribute('data-on');
  });

  it('leads on where there is none yet', async () => {
    open('/leads', { LeadCounts: () => leadCounts({ open: 0, inReview: 0, won: 0, lost: 0 }) }, []);
    expect(await screen.findByRole('heading', { name: 'Register your first lead' })).toBeVisible();
    expect(screen.getAllByRole('link', { name: 'Register a lead' })).toHaveLength(1);
  });

  it('says at the website until when somebody else has protected it', async () => {
    const message = 'Somebody has protected this website until 3 March.';
    const { user } = open('/leads?dialog=register&website=rival.example', {
      RegisterLead: () => ({
        registerLead: {
          __typename: 'RegisterLeadPayload',
          lead: null,
          warnings: [],
          userErrors: refusal(message, ['input', 'website'], 'PROTECTED'),
        },
      }),
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Register a lead' }));
    await user.type(dialog.getByLabelText(/Company/), 'Rival');
    await user.click(dialog.getByRole('button', { name: 'Register lead' }));
    const website = dialog.getByLabelText(/Store website/);
    await waitFor(() => expect(website).toHaveAccessibleDescription(new RegExp(message)));
    expect(website).toHaveValue('rival.example');
  });

  it('registers, says until when it is protected, and asks for the list again', async () => {
    const { user, asked } = open('/leads?dialog=register', {
      RegisterLead: () => ({
        registerLead: {
          __typename: 'RegisterLeadPayload',
          lead: leadOf({ id: 'lead_2', website: 'velo.example', protectedUntil: '2027-02-19T10:00:00Z' }),
          warnings: [],
          userErrors: [],
        },
      }),
    });
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/Store website/), ' https://www.velo.example/shop ');
    await user.type(dialog.getByLabelText(/Company/), 'Velo');
    await user.click(dialog.getByRole('button', { name: 'Register lead' }));
    expect(await screen.findByText('velo.example is protected for you until 19 Feb 2027')).toBeVisible();
    expect(told(asked, 'RegisterLead')[0]?.input).toMatchObject({
      website: 'https://www.velo.example/shop',
      company: 'Velo',
      contactName: null,
    });
    await waitFor(() => expect(told(asked, 'Leads').length).toBeGreaterThan(1));
  });

  it('has no way to change anything for who only reads', async () => {
    open('/leads?dialog=register', {}, [leadOf()], ['VIEW_LEADS']);
    await screen.findByRole('link', { name: 'northwind.example' });
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Import' })).not.toBeInTheDocument();
  });

  it('is not for who has no right to it', async () => {
    open('/leads', {}, [], ['VIEW_ACCOUNTS']);
    expect(await screen.findByText('You have no right to see this')).toBeVisible();
  });
});

describe('the page of a lead', () => {
  it('extends once that is confirmed', async () => {
    const { user, asked } = open('/leads/lead_1', {
      ExtendLead: () => ({
        extendLead: {
          __typename: 'ExtendLeadPayload',
          lead: leadOf({ canExtend: false, extendedAt: inDays(0) }),
          userErrors: [],
        },
      }),
    });
    await user.click(await screen.findByRole('link', { name: 'Extend' }));
    const dialog = within(await screen.findByRole('dialog', { name: /Extend the protection of northwind/ }));
    await user.click(dialog.getByRole('button', { name: 'Extend' }));
    expect(await screen.findByText('The lead is extended')).toBeVisible();
    expect(told(asked, 'ExtendLead')).toEqual([{ input: { leadId: 'lead_1' } }]);
  });

  it('closes with a reason, and not without', async () => {
    const { user, asked } = open('/leads/lead_1?dialog=close', {
      CloseLead: () => ({
        closeLead: {
          __typename: 'CloseLeadPayload',
          lead: leadOf({ status: 'LOST', reason: 'They stay where they are', endedAt: inDays(0) }),
          userErrors: [],
        },
      }),
    });
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Close lead' }));
    expect(dialog.getByText('Say why nothing came of it')).toBeVisible();
    await user.type(dialog.getByLabelText('Why nothing came of it'), 'They stay where they are');
    await user.click(dialog.getByRole('button', { name: 'Close lead' }));
    expect(await screen.findByRole('heading', { name: 'Lost' })).toBeVisible();
    expect(told(asked, 'CloseLead')[0]?.input).toEqual({ leadId: 'lead_1', reason: 'They stay where they are' });
  });

  it.each([
    ['WON', {}, 'See your clients', '/clients'],
    ['EXPIRED', {}, 'Register again', '/leads?dialog=register&website=northwind.example'],
    ['WITHDRAWN', { endedAt: inDays(-1) }, 'Register again', '/leads?dialog=register&website=northwind.example'],
  ])('leads on once it is %s', async (status, fields, name, href) => {
    const lead = leadOf({ status, canExtend: false, ...fields });
    open('/leads/lead_1', { Lead: () => ({ lead }) }, [lead], [...leadRights, 'VIEW_CREDIT']);
    expect(await screen.findByRole('link', { name })).toHaveAttribute('href', href);
    expect(screen.queryByText('Protected until') === null).toBe('endedAt' in fields);
  });

  it('lets operators approve what waits for them', async () => {
    const { user, asked } = renderApp('/leads/lead_1', {
      Session: operatorSession(['VIEW_LEADS', 'REVIEW_LEADS']),
      Lead: () => ({ lead: leadOf({ status: 'IN_REVIEW' }) }),
      ApproveLead: () => ({
        approveLead: { __typename: 'ApproveLeadPayload', lead: leadOf(), userErrors: [] },
      }),
    });
    expect(await screen.findByRole('heading', { name: 'This lead waits for your word' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    expect(await screen.findByText('northwind.example is approved')).toBeVisible();
    expect(told(asked, 'ApproveLead')).toEqual([{ input: { leadId: 'lead_1' } }]);
    expect(screen.queryByRole('link', { name: 'Edit' })).not.toBeInTheDocument();
  });
});
