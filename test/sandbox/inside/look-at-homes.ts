/**
 * Runs on the host as root: looks at a folder in homes again and again, through the same port as the
 * daemon, and prints how often the folder of the first was one, how often something else was in its
 * place, and how often the last home was seen as it is.
 *
 *   node look-at-homes.ts ROUNDS FOLDER HOME…
 */

import { homes } from '../../../src/host/linux/homes.ts';

const [rounds = '', folder = '', ...paths] = process.argv.slice(2);
const queries = Array.from({ length: Number(rounds) }, () =>
  paths.map((path) => ({ path, folders: [folder], logDir: '/var/log/none', searchUser: 'www-data' })),
).flat();
const counts = { folder: 0, obstructed: 0, homes: 0 };
for (const [index, { home, folders }] of (await homes.observe(queries)).entries()) {
  if (index % paths.length === paths.length - 1) counts.homes += home.state === 'folder' ? 1 : 0;
  const found = index % paths.length === 0 ? folders.get(folder)?.state : undefined;
  if (found === 'folder' || found === 'obstructed') counts[found] += 1;
}
console.log(JSON.stringify(counts));
