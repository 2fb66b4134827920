import { type FragmentOf, readFragment } from 'gql.tada';
import { StepsFragment } from './home.queries';
import { stepTexts } from './texts';

export type Step = {
  id: string;
  title: string;
  text: string;
  done: boolean;
  action?: { label: string; leads: 'create' | 'development' | 'invite' };
};

/**
 * The steps of a new partner; what is done is seen in the data and kept nowhere. `colleagues` are how many belong to the
 * team, oneself too.
 */
export function gettingStartedSteps(given: FragmentOf<typeof StepsFragment> | null, colleagues: number): Step[] {
  const counts = readFragment(StepsFragment, given);
  const accounts = counts
    ? counts.development + counts.transferPending + counts.awaitingPlan + counts.collaborator + counts.inactive
    : 0;
  const handedOver = counts ? counts.transferPending + counts.awaitingPlan + counts.collaborator : 0;
  const { applied, registered, account, transfer, team } = stepTexts.steps;
  return [
    { id: 'applied', ...applied, done: true },
    { id: 'registered', ...registered, done: true },
    { id: 'account', ...account, action: { label: account.action, leads: 'create' }, done: accounts > 0 },
    { id: 'transfer', ...transfer, action: { label: transfer.action, leads: 'development' }, done: handedOver > 0 },
    { id: 'team', ...team, action: { label: team.action, leads: 'invite' }, done: colleagues > 1 },
  ];
}
