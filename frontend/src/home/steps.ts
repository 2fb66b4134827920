import { type FragmentOf, readFragment } from 'gql.tada';
import { StepsFragment } from './home.queries';
import { stepTexts } from './texts';

export type Step = { id: string; title: string; text: string; done: boolean; action?: string };

/** The steps of a new partner; what is done is seen in the data and kept nowhere. */
export function gettingStartedSteps(counts: FragmentOf<typeof StepsFragment>): Step[] {
  const { development, transferPending, awaitingPlan, collaborator, inactive } = readFragment(StepsFragment, counts);
  const accounts = development + transferPending + awaitingPlan + collaborator + inactive;
  const { applied, registered, account } = stepTexts.steps;
  return [
    { id: 'applied', ...applied, done: true },
    { id: 'registered', ...registered, done: true },
    { id: 'account', ...account, done: accounts > 0 },
  ];
}
