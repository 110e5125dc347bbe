/** Runs on the host as root: the contract of the ports on the real machine. Prints what came of each case. */

import { openHost } from '../../../src/host/open-host.ts';
import { ALL_CASES } from '../../ports/contract/all-cases.ts';
import { runCases } from '../../ports/contract/port-case.ts';

const { host } = await openHost({
  run_dir: '/run/jopanel',
  state_dir: '/var/lib/jopanel',
  service_manager: 'systemd',
  users_dir: '/etc/jopanel/users',
});
await host.files.makeFolder('/run/jopanel', { uid: 0, gid: 0, mode: 0o755 });
console.log(JSON.stringify(await runCases(ALL_CASES, host)));
