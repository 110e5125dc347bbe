import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { Observe, ReconcileContext } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import { poolPath } from './desired.ts';

/** The account's pool file in each installed version. */
export type ObservedPools = ReadonlyMap<string, FoundFile>;

export async function observePools(
  host: HostReader,
  wanted: ReadonlyMap<string, unknown>,
  { facts }: ReconcileContext,
): Promise<Observe<ObservedPools>> {
  const found = await readAll(
    host,
    [...wanted.keys()].flatMap((username) => facts.phpVersions.map((version) => poolPath(version, username))),
  );
  return (username) =>
    new Map(
      facts.phpVersions.map((version) => [
        version,
        found.get(poolPath(version, username)) ?? { kind: 'absent' },
      ]),
    );
}
