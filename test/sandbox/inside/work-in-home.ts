/**
 * Runs on the host as root: looks at a home and makes folders in it again and again, through the
 * same port as the daemon, and prints how often nothing, and how often a link was in the way.
 *
 *   node work-in-home.ts HOME UID ROUNDS FOLDER…
 */

import { homes } from '../../../src/host/linux/homes.ts';

const [home = '', uid = '', rounds = '', ...paths] = process.argv.slice(2);
const owner = { uid: Number(uid), gid: Number(uid) };
const folders = paths.map((path) => ({ path, mode: 0o755 }));
let made = 0;
let obstructed = 0;
const others = new Set<string>();
// On a busy machine one side may have both processors for long: then as many rounds more as it takes to meet.
const hasMet = () => made > 0 && obstructed > 0;
for (let round = 0; round < Number(rounds) || (!hasMet() && round < 20 * Number(rounds)); round++) {
  const query = { path: home, folders: paths, logDir: '/var/log/none', searchUser: 'www-data' };
  const [seen] = await homes.observe([query]);
  await homes.setHomeOwnership(home, { ...owner, mode: 0o750 });
  const failure = (await homes.makeFolders([{ home, owner, folders }])).get(home);
  if (failure !== undefined) others.add(failure.replace(/\d+/g, 'N'));
  if ([...(seen?.folders.values() ?? [])].some(({ state }) => state === 'obstructed')) obstructed++;
  else made++;
}
console.log(JSON.stringify({ made, obstructed, others: [...others] }));
