import path from 'node:path';
import type { PortHolder } from '../../src/host/app-gates.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { UnitState } from '../../src/host/units.ts';
import type { Observe } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import { type DesiredApp, ENVIRONMENT_DIR, filesOf, UNIT_DIR } from './desired.ts';

const UNIT_OF = /^jopanel-app-([a-z0-9]+)-[a-z0-9-]+\.(?:service|socket)$/;
const ENVIRONMENT_OF = /^([a-z0-9]+)-[a-z0-9-]+\.env$/;

export interface ObservedApps {
  /** False where systemd does not run. */
  readonly managed: boolean;
  /** By path: every unit and environment file that is wanted, or there under a name of the account's. */
  readonly files: ReadonlyMap<string, FoundFile>;
  readonly units: ReadonlyMap<string, UnitState>;
  /** By path: what apps were started with, where that is known. */
  readonly started: ReadonlyMap<string, FoundFile>;
  /** By path: who would get the requests for an app. */
  readonly holders: ReadonlyMap<string, PortHolder>;
}

export async function observeApps(
  host: HostReader,
  wanted: ReadonlyMap<string, readonly DesiredApp[]>,
): Promise<Observe<ObservedApps>> {
  const { managed } = host.units;
  const [unitFiles, environmentFiles] = await Promise.all([
    byAccount(host, UNIT_DIR, UNIT_OF),
    byAccount(host, ENVIRONMENT_DIR, ENVIRONMENT_OF),
  ]);
  const paths = new Map(
    [...wanted].map(([username, apps]) => {
      const wantedPaths = apps.flatMap(filesOf);
      const there = [...(unitFiles.get(username) ?? []), ...(environmentFiles.get(username) ?? [])];
      return [username, [...new Set([...wantedPaths, ...there])]] as const;
    }),
  );
  const files = await readAll(host, [...paths.values()].flat());
  const names = [...files.keys()]
    .filter((file) => file.startsWith(`${UNIT_DIR}/`))
    .map((file) => path.basename(file));
  const units = managed ? await host.units.show(names) : new Map<string, UnitState>();
  const started = await readAll(
    host,
    [...wanted.values()].flatMap((apps) => apps.map(({ startedPath }) => startedPath)),
  );
  const holders = await host.appGates.observe([...wanted.values()].flat().flatMap(({ gate }) => gate ?? []));
  return (username) => ({
    managed,
    units,
    started,
    holders,
    files: new Map((paths.get(username) ?? []).map((file) => [file, files.get(file) ?? { kind: 'absent' }])),
  });
}

/** The files of a folder by the account in their names; the folder is read once for all accounts. */
async function byAccount(
  host: HostReader,
  folder: string,
  pattern: RegExp,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const name of await host.files.list(folder)) {
    const username = pattern.exec(name)?.[1];
    if (username === undefined) continue;
    found.set(username, [...(found.get(username) ?? []), `${folder}/${name}`]);
  }
  return found;
}
