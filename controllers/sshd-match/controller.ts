import { resourceController } from '../controller.ts';
import { desiredSsh } from './desired.ts';
import { sshInputs } from './inputs.ts';
import { observeSsh } from './observe.ts';
import { planSsh } from './plan.ts';

/** The keys of an account and its place in the Match blocks of the one sshd drop-in. */
export const sshdMatch = resourceController({
  kind: 'sshd-match',
  needs: ['linux-user'],
  desired: desiredSsh,
  observe: observeSsh,
  plan: planSsh,
  inputs: sshInputs,
});
