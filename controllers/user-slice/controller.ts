import { resourceController } from '../controller.ts';
import { desiredSlice } from './desired.ts';
import { observeSlices } from './observe.ts';
import { planSlice } from './plan.ts';

/** CPU time, memory, disk traffic and number of processes in the account's slice. */
export const userSlice = resourceController({
  kind: 'user-slice',
  needs: ['linux-user'],
  desired: desiredSlice,
  observe: observeSlices,
  plan: planSlice,
});
