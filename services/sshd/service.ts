import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import { defineService } from '../define-service.ts';
import { checkSshdSettings } from './check-settings.ts';
import { composeSshd } from './compose.ts';
import { SSHD_DROP_IN } from './drop-in.ts';
import { watchReload } from './watch-reload.ts';

/** The SSH server. An account publishes its policy among those of all others; undefined withdraws it. */
export const sshd = defineService<SshdPolicy | undefined>({
  name: 'sshd',
  resource: 'sshd-match',
  process: { unit: 'ssh.service', pidFile: '/run/sshd.pid', program: 'sshd' },
  checker: ['/usr/sbin/sshd', '-t'],
  inputs: ['/etc/ssh/sshd_config', '/etc/ssh/sshd_config.d'],
  opensFilesPerAccount: false,
  // sshd executes itself; sessions that are open live in processes of their own and stay.
  reloadSignal: 'SIGHUP',
  watchReload,
  ownFiles: async () => [SSHD_DROP_IN],
  compose: composeSshd,
  verifyCandidate: checkSshdSettings,
});
