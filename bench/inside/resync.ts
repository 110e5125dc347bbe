// Measures, on the host, one resync of everyone in one process, beside a bare lstat, read and compare of what
// jopanel wrote. Prints seconds as JSON, with the journal's growth and the number of processes started.
import { readFileSync, statSync } from 'node:fs';
import pino from 'pino';
import { allControllers } from '../../controllers/all-controllers.ts';
import { allServices } from '../../services/all-services.ts';
import { TrafficMeter } from '../../src/bandwidth/traffic-meter.ts';
import { createLinuxHost } from '../../src/host/linux/linux-host.ts';
import { openUsersFolder } from '../../src/host/users-folder/users-folder.ts';
import { openJournal } from '../../src/journal/open-journal.ts';
import { parseSettings } from '../../src/model/settings.ts';
import { openEngine } from '../../src/reconcile/loop/open-engine.ts';
import { median } from '../figure.ts';
import { bareLook } from './bare-look.ts';

const rounds = Number(process.argv[2] ?? 5);
const parsed = parseSettings('');
if (!parsed.ok) throw new Error('the defaults do not parse');
const { settings } = parsed;
const host = createLinuxHost({
  runDir: settings.run_dir,
  stateDir: settings.state_dir,
  serviceManager: 'systemd',
  unitManager: 'systemd',
});
const setAside = (path: string) => path;
const { journal } = openJournal({
  path: `${settings.state_dir}/journal.db`,
  now: () => host.clock.now(),
  setAside,
});
const traffic = TrafficMeter.open({
  path: `${settings.state_dir}/traffic.db`,
  logDir: settings.log_dir,
  logs: host.logs,
  clock: host.clock,
  setAside,
});
const users = openUsersFolder({ path: settings.users_dir, locksDir: `${settings.run_dir}/locks` });
const log = pino({ level: 'silent' });
const { converger } = await openEngine({
  host,
  journal,
  users,
  controllers: allControllers,
  services: allServices,
  settings,
  log,
  traffic,
});
const listing = users.list();
const usernames = listing.state === 'ok' ? listing.usernames : [];
await converger.pass(usernames, { trigger: 'start' });

const seconds: number[] = [];
const floor: number[] = [];
const before = {
  head: journal.head().seq,
  size: statSync(`${settings.state_dir}/journal.db`).size,
  forks: forks(),
};
for (let round = 0; round < rounds; round++) {
  const start = performance.now();
  const { results } = await converger.pass(usernames, { trigger: 'resync' });
  seconds.push((performance.now() - start) / 1000);
  for (const [username, result] of results)
    if (result.state !== 'applied') throw new Error(`${username}: not applied`);
  floor.push(bareLook(settings.users_dir, usernames));
}
console.log(
  JSON.stringify({
    seconds: median(seconds),
    floor: median(floor),
    events: journal.head().seq - before.head,
    bytes: statSync(`${settings.state_dir}/journal.db`).size - before.size,
    // The whole host's, so a few are somebody else's.
    processes: Math.round((forks() - before.forks) / rounds),
    accounts: usernames.length,
    rss_mb: process.memoryUsage().rss / 1e6,
  }),
);
journal.close();
traffic.close();

function forks(): number {
  return Number(/^processes (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
}
