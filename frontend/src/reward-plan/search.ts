import * as v from 'valibot';
import { flag } from '~/lib/search-params';

/** What the address of the plan's page says: whether the next version is being written. */
export const rewardPlanSearch = v.object({ publish: flag });
