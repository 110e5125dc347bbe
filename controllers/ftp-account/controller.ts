import { resourceController } from '../controller.ts';
import { desiredFtpLogins } from './desired.ts';
import { observeFtpLogins } from './observe.ts';
import { planFtpLogins } from './plan.ts';

/** The further FTP logins of the account, each locked into a folder below its home. */
export const ftpAccount = resourceController({
  kind: 'ftp-account',
  needs: ['linux-user', 'home'],
  desired: desiredFtpLogins,
  observe: observeFtpLogins,
  plan: planFtpLogins,
});
