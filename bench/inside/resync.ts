// Measures, on the host, one resync of everyone in one process, beside a bare lstat, read and compare of what
// jopanel wrote. Prints seconds as JSON, with the journal's growth and the number of processes started.
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import pino from 'pino';
import { allControllers } from '../../controllers/all-controllers.ts';
import { TrafficMeter } from '../../src/bandwidth/traffic-meter.ts';
import { createLinuxHost } from '../../src/host/linux/linux-host.ts';
import { openUsersFolder } from '../../src/host/users-folder/users-folder.ts';
import { openJournal } from '../../src/journal/open-journal.ts';
import { parseSettings } from '../../src/model/settings.ts';
import { Converger } from '../../src/reconcile/converger.ts';
import { median } from '../figure.ts';

const rounds = Number(process.argv[2] ?? 5);
const parsed = parseSettings('');
if (!parsed.ok) throw new Error('the defaults do not parse');
const { settings } = parsed;
const host = createLinuxHost({ runDir: settings.run_dir, serviceManager: 'systemd' });
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
const converger = await Converger.open({
  host,
  journal,
  users,
  controllers: allControllers,
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
  const results = await converger.pass(usernames, { trigger: 'resync' });
  seconds.push((performance.now() - start) / 1000);
  for (const [username, result] of results)
    if (result !== 'applied') throw new Error(`${username}: not applied`);
  floor.push(bareLook());
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

function bareLook(): number {
  const start = performance.now();
  const kept = new Map<string, string>();
  for (const username of usernames) {
    const folder = `${settings.users_dir}/${username}`;
    for (const file of readdirSync(folder)) {
      lstatSync(`${folder}/${file}`);
      kept.set(`${username}/${file}`, readFileSync(`${folder}/${file}`, 'utf8'));
    }
    for (const path of [
      `/etc/nginx/jopanel/${username}.conf`,
      `/etc/php/8.2/fpm/pool.d/jopanel-${username}.conf`,
    ]) {
      lstatSync(path);
      kept.set(path, readFileSync(path, 'utf8'));
    }
    lstatSync(`/home/${username}`);
  }
  for (const [path, text] of kept) if (text !== kept.get(path)) throw new Error('never');
  return (performance.now() - start) / 1000;
}
