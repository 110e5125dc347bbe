// Edits an account again and again until its standard input ends; says then how long each edit took to be in force.
// Argument: the account. An edit during which the daemon was stopped or started is not counted.
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { distribution, editSite } from './edits.ts';

const [username = ''] = process.argv.slice(2);
const times: number[] = [];
let goesOn = true;
process.stdin.resume().on('end', () => {
  goesOn = false;
});

/** That of the daemon as it runs now; 0 where it does not, or is not ready yet. */
function daemonPid(): number {
  const argv = ['show', '--property=MainPID', '--property=SubState', 'jopaneld'];
  const shown = execFileSync('systemctl', argv, { encoding: 'utf8' });
  return shown.includes('SubState=running') ? Number(/MainPID=(\d+)/.exec(shown)?.[1]) : 0;
}

for (let edit = 0; goesOn; edit += 1) {
  await pause(200);
  try {
    const pid = daemonPid();
    if (pid === 0) continue;
    const took = await editSite(username, `e${edit}`);
    if (daemonPid() === pid) times.push(took);
  } catch {
    // The daemon was stopped for long, or the test has taken the host's accounts away.
  }
}
console.log(JSON.stringify(distribution(times)));
