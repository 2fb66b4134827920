import { type FragmentOf, readFragment } from 'gql.tada';
import { StepsFragment } from './home.queries';
import { stepTexts } from './texts';

export type Step = { id: string; title: string; text: string; done: boolean; action?: string };

/** The steps of a new partner; what is done is seen in the data and kept nowhere. */
export function gettingStartedSteps(given: FragmentOf<typeof StepsFragment> | null): Step[] {
  const counts = readFragment(StepsFragment, given);
  const accounts = counts
    ? counts.development + counts.transferPending + counts.awaitingPlan + counts.collaborator + counts.inactive
    : 0;
  const { applied, registered, account } = stepTexts.steps;
  return [
    { id: 'applied', ...applied, done: true },
    { id: 'registered', ...registered, done: true },
    { id: 'account', ...account, done: accounts > 0 },
  ];
}
