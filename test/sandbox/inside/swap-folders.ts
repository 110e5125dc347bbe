/**
 * Runs on the host as the user of a home: swaps folders for links to other places as fast as it can,
 * until it is killed, so that a program that works by path there sooner or later follows one.
 *
 *   node swap-folders.ts HOME FOLDER TARGET…
 */

import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';

const [home = '', folder = '', ...targets] = process.argv.slice(2);
process.chdir(home);
console.log('swapping');
for (let round = 0; ; round++) {
  const target = targets[round % targets.length] ?? '/etc';
  // Gone, so that there is something to make; then a link; then gone again, or a folder.
  attempt(() => renameSync(folder, `${folder}.aside`));
  attempt(() => symlinkSync(target, folder));
  attempt(() => rmSync(`${folder}.aside`, { recursive: true, force: true }));
  attempt(() => unlinkSync(folder));
  if (round % 2 === 0) attempt(() => mkdirSync(folder));
}

/** The daemon is at work on the same names: any of these may fail. */
function attempt(change: () => void): void {
  try {
    change();
  } catch {}
}
