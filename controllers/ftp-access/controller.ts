import { resourceController } from '../controller.ts';
import { desiredFtp } from './desired.ts';
import { ftpInputs } from './inputs.ts';
import { observeFtp } from './observe.ts';
import { planFtp } from './plan.ts';

/** Whether vsftpd lets the account in, by a list that only lets in who is on it. */
export const ftpAccess = resourceController({
  kind: 'ftp-access',
  needs: ['linux-user'],
  desired: desiredFtp,
  observe: observeFtp,
  plan: planFtp,
  inputs: ftpInputs,
});
