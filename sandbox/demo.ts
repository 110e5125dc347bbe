/**
 * `npm start`: one real account, from its JSON files to its served page, on a throwaway host.
 * On a terminal it ends in a shell on that host; without one it exits 0, or 1 with the reason.
 */

import { makeUsersFolder, waitApplied } from './account-sets.ts';
import { daemonLog, startDaemon } from './daemon.ts';
import { dropReference, expectUnknown, showHome, showRevision, showUser } from './demo/account.ts';
import { showEdit } from './demo/edit.ts';
import { type Narrator, narrator } from './demo/narrator.ts';
import { alias, hosts, revision, site, uid, username } from './demo/reference.ts';
import { allowKey, showNoShell, showSftp } from './demo/sftp.ts';
import { showPhpPage, showStaticPage } from './demo/web.ts';
import { bootSandbox, type Sandbox } from './sandbox.ts';
import { cgroupsOf, holdNamespaces, sandboxMounts } from './traces.ts';

const began = performance.now();
const story = narrator(process.stdout);
try {
  await demonstrate();
} catch (error) {
  console.error(`\nThe demonstration failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function demonstrate(): Promise<void> {
  story.heading('jopanel: one hosting account, from six JSON files to a served page');
  const host = await story.phase('a throwaway Debian host is up', () => bootSandbox({ hosts }));
  const mountsBefore = sandboxMounts().length;
  using namespaces = holdNamespaces(host.initPid);
  try {
    await playScenes(story, host);
    if (process.stdin.isTTY && process.stdout.isTTY) await explore(host);
  } catch (error) {
    console.error(`\njournalctl -u jopaneld:\n${await daemonLog(host, 40)}`);
    throw error;
  } finally {
    await host.destroy();
  }
  const left = [...namespaces.processes(), ...sandboxMounts().slice(mountsBefore), ...cgroupsOf(host.name)];
  if (left.length > 0) throw new Error(`the host left behind: ${left.join(', ')}`);
  story.note('\nThe host is gone: no process, mount or cgroup of it is left on this machine.');
}

async function playScenes({ phase, proof, heading, note }: Narrator, host: Sandbox): Promise<void> {
  await expectUnknown(host);
  await makeUsersFolder(host);
  await phase('jopaneld runs there as jopaneld.service', () => startDaemon(host));
  await phase(`fixtures/users/${username} is in /etc/jopanel/users`, () => dropReference(host));
  await phase('jopaneld has applied it', () => waitApplied(host, username, revision));

  heading('The account');
  await proof('meta.json names the revision that the contract gives', () => showRevision(host));
  await proof('a Linux user and group', () => showUser(host));
  await proof('a home that root owns and nginx may only pass through', () => showHome(host));

  heading('The site');
  await proof(`nginx serves the document root of ${site}`, () => showStaticPage(host));
  await proof(`PHP-FPM runs as uid ${uid}, not as www-data`, () => showPhpPage(host));

  heading('The SSH policy');
  await phase('a new key in ssh.json is in force', () => allowKey(host));
  await proof('SFTP works with that key, locked into the home', () => showSftp(host));
  await proof('a shell is refused', () => showNoShell(host));

  heading('One edit');
  await proof(`the alias ${alias} goes into domains.json`, () => showEdit(host));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  note(`\nAll ${story.proven} claims shown on a real host, in ${seconds} s.`);
}

async function explore(host: Sandbox): Promise<void> {
  story.note(
    '\nA shell on that host. Try: curl example.com, jopanel status joko, jopanel doctor, journalctl -fu jopaneld',
  );
  story.note(
    'Edit /etc/jopanel/users/joko/*.json and look again. Leave with Ctrl-D: the host goes, and nothing stays.\n',
  );
  await host.shell();
}
