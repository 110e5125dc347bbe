import type { Publication } from '../../controllers/controller.ts';
import { renderIdlePool } from '../../renderers/php-fpm-pool.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import type { WaveContext } from '../../src/reconcile/wave/wave-context.ts';
import { accountFiles } from '../account-files.ts';
import { sharedFile } from '../shared-file.ts';
import { fileLimitDropIn } from '../shared-files.ts';

export async function composePhpFpm(
  version: string,
  publications: readonly Publication[],
  host: HostReader,
  context: WaveContext,
): Promise<FileChange[]> {
  const idle = `/etc/php/${version}/fpm/pool.d/jopanel.conf`;
  // A version that no account has ever used is left as it is.
  if (publications.length === 0 && (await host.files.read(idle)).kind === 'absent') return [];
  const limit = fileLimitDropIn(`php${version}-fpm`);
  const text = renderIdlePool({ version, isTimeoutSet: await isTimeoutSet(version, host) });
  return [
    ...accountFiles(publications),
    ...(await sharedFile(host, idle, text, 0o644, context)),
    ...(await sharedFile(host, limit.path, limit.text, 0o644, context)),
  ];
}

/** Whether the operator has said how long a reload waits; Debian's file only mentions it. */
async function isTimeoutSet(version: string, host: HostReader): Promise<boolean> {
  const main = await host.files.read(`/etc/php/${version}/fpm/php-fpm.conf`);
  return main.kind === 'file' && /^\s*process_control_timeout\s*=/m.test(main.text);
}
