/**
 * Runs on the host as root: looks at a home and makes folders in it again and again, through the
 * same port as the daemon, and prints how often that worked, and how often a link was in the way.
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
  await homes.observe([{ path: home, folders: paths, searchUser: 'www-data' }]);
  await homes.setHomeOwnership(home, { ...owner, mode: 0o750 });
  const failure = (await homes.makeFolders([{ home, owner, folders }])).get(home);
  if (failure === undefined) made++;
  else if (failure.includes('is a link or no folder')) obstructed++;
  else others.add(failure.replace(/\d+/g, 'N'));
}
console.log(JSON.stringify({ made, obstructed, others: [...others] }));
