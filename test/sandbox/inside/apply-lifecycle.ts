/**
 * Runs on the host: brings the user and the home of one account to a lifecycle, as a wave of the
 * daemon would, and prints what it did.
 *
 *   node apply-lifecycle.ts USERNAME active|suspended|retired|purged
 */

import { readFileSync } from 'node:fs';
import { home } from '../../../controllers/home/controller.ts';
import { linuxUser } from '../../../controllers/linux-user/controller.ts';
import { createLinuxHost } from '../../../src/host/linux/linux-host.ts';
import { accountFromCanonical } from '../../../src/model/check-set.ts';
import type { Target } from '../../../src/model/target.ts';
import { contextOn } from '../../context.ts';

const LIFECYCLES = ['active', 'suspended', 'retired', 'purged'] as const;

const [username = '', wanted] = process.argv.slice(2);
const lifecycle = LIFECYCLES.find((each) => each === wanted);
if (lifecycle === undefined) throw new Error(`no such lifecycle: ${wanted}`);

const files = ['account', 'domains', 'limits', 'services', 'ssh'].map((file) => [
  file,
  JSON.parse(readFileSync(`/etc/jopanel/users/${username}/${file}.json`, 'utf8')),
]);
const checked = accountFromCanonical(username, JSON.stringify(Object.fromEntries(files)));
if (!checked.ok) throw new Error(JSON.stringify(checked.problems));

const host = createLinuxHost({
  runDir: '/run/jopanel',
  stateDir: '/var/lib/jopanel',
  serviceManager: 'systemd',
  unitManager: 'systemd',
});
const target: Target = { account: checked.account, lifecycle };
const context = await contextOn(host);

const done: string[] = [];
let failure: string | undefined;
const controllers = [linuxUser, home];
for (const direction of ['up', 'down'] as const) {
  for (const controller of direction === 'up' ? controllers : controllers.toReversed()) {
    const plan = (await controller.planAll(host, [target], context)).get(username);
    if (plan?.blocked !== undefined) failure ??= plan.blocked.message;
    for (const action of (plan?.actions ?? []).filter((each) => each.direction === direction)) {
      if (failure !== undefined) break;
      await action.apply(host, new AbortController().signal).then(
        () => done.push(action.summary),
        (error: unknown) => {
          failure = error instanceof Error ? error.message : String(error);
        },
      );
    }
  }
}
console.log(JSON.stringify({ done, failure }));
