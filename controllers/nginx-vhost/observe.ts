import type { FoundFile, HostReader } from '../../src/host/host.ts';
import type { Observe } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredVhost } from './desired.ts';

export interface ObservedVhost {
  readonly file: FoundFile;
  readonly hasLogDir: boolean;
}

export async function observeVhosts(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredVhost>,
): Promise<Observe<ObservedVhost>> {
  const files = await readAll(
    host,
    [...wanted.values()].map(({ path }) => path),
  );
  const logDirs = await readAll(
    host,
    [...wanted.values()].map(({ logDir }) => logDir),
  );
  return (username) => {
    const desired = wanted.get(username);
    return {
      file: (desired && files.get(desired.path)) ?? { kind: 'absent' },
      hasLogDir: desired !== undefined && logDirs.get(desired.logDir)?.kind === 'other',
    };
  };
}
