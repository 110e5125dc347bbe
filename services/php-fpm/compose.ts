import { renderIdlePool } from '../../renderers/php-fpm-pool.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import type { Published } from '../define-service.ts';
import { type Composition, NOTHING_TO_COMPOSE } from '../service.ts';
import { fpmFileLimit, idlePoolPath } from './files.ts';

export async function composePhpFpm(
  version: string,
  published: readonly Published<FileChange>[],
  host: HostReader,
): Promise<Composition> {
  const path = idlePoolPath(version);
  // A version that no account has ever used is left as it is.
  if (published.length === 0 && (await host.files.read(path)).kind === 'absent') return NOTHING_TO_COMPOSE;
  const text = renderIdlePool({ version, isTimeoutSet: await isTimeoutSet(version, host) });
  return {
    changes: published.map(({ payload }) => payload),
    shared: [{ path, text, mode: 0o644 }, fpmFileLimit(version)],
  };
}

/** Whether the operator has said how long a reload waits; Debian's file only mentions it. */
async function isTimeoutSet(version: string, host: HostReader): Promise<boolean> {
  const main = await host.files.read(`/etc/php/${version}/fpm/php-fpm.conf`);
  return main.kind === 'file' && /^\s*process_control_timeout\s*=/m.test(main.text);
}
