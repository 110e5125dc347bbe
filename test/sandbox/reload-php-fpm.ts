import { sandbox } from './harness.ts';

/** Lets PHP-FPM load its pools anew, as an operator does, and returns once it has: systemctl only sends a signal. */
export async function reloadPhpFpm(version: string): Promise<void> {
  // Written last of all, when every pool has its socket.
  const written = () => sandbox.run(['stat', '--format=%i %z', `/run/php/php${version}-fpm.pid`]);
  const { stdout: before } = await written();
  await sandbox.run(['systemctl', 'reload', `php${version}-fpm`]);
  await sandbox.waitFor('PHP-FPM to have loaded its pools', async () => (await written()).stdout !== before);
}
