// Stands for a daemon at work: changes go into the journal and from there into the mirror, by the daemon's own
// thread, until there are so many changes and the mirror has them all, or until it is killed.
//
//   changing-daemon.ts STATE_DIR CHANGES MARIADB
import { writeSync } from 'node:fs';
import pino from 'pino';
import { systemClock } from '../../../src/host/clock.ts';
import { rootFiles } from '../../../src/host/linux/root-files.ts';
import { openJournal } from '../../../src/journal/open-journal.ts';
import { startMirrorThread } from '../../../src/mirror/mirror-thread.ts';
import { parseSettings } from '../../../src/model/settings.ts';
import { PHASES } from '../../../src/model/status/phase.ts';
import { neverSetAside, observed } from '../../journal/sample.ts';

const [stateDir = '', changes = '', mariadb = ''] = process.argv.slice(2);
const parsed = parseSettings(JSON.stringify({ state_dir: stateDir, mariadb: JSON.parse(mariadb) }));
if (!parsed.ok) throw new Error(parsed.errors.join());
const path = `${stateDir}/journal.db`;
const { journal } = openJournal({ path, now: Date.now, setAside: neverSetAside });
const log = pino({ level: 'silent' });
const clock = systemClock;
const identity = journal.identity();
const mirror = await startMirrorThread({ settings: parsed.settings, identity, files: rootFiles, clock, log });

const ACCOUNTS = 150;
const PLANS = ['basic', 'gold', 'pro'];

/** How many changes the journal has had: each raises the number that one account carries in its address. */
let made = [...journal.accounts()].reduce(
  (sum, each) => sum + Number(/\.(\d+)@/.exec(each.contactEmail ?? '')?.[1] ?? 0),
  0,
);

while (made < Number(changes)) {
  change();
  made += 1;
  writeSync(1, '.');
  // What the mirror has may go, and nothing else: the audit log must miss none of it.
  if (made % 200 === 0)
    journal.prune({ keepEvents: 1000, atLeast: 1, mirrorCursor: mirror.view()?.auditThrough ?? 0 });
  await clock.sleep(1);
}
while (mirror.view()?.state !== 'in_step' || mirror.view()?.auditThrough !== journal.head().seq)
  await clock.sleep(20);
await mirror.close();
journal.close();

function change(): void {
  const at = Math.floor(Math.random() * ACCOUNTS);
  const username = `user${at}`;
  const before = journal.account(username);
  const next = Number(/\.(\d+)@/.exec(before?.contactEmail ?? '')?.[1] ?? 0) + 1;
  const set = observed(username, {
    uid: 10_000 + at,
    package: PLANS[next % PLANS.length] ?? '',
    domains: [`${username}.example`, `d${next % 7}.${username}.example`],
    contact_email: `owner.${next}@${username}.example`,
  });
  const { revision } = set.data;
  journal.append([
    set,
    { kind: 'revision.applied', account: username, data: { wave: `w${made}`, revision } },
    {
      kind: 'conditions.changed',
      account: username,
      data: {
        conditions: [],
        resources: [],
        phase: PHASES[next % PHASES.length] ?? 'applied',
        last_error: null,
        next_retry_at: null,
      },
    },
  ]);
}
