import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { LimitReached } from '../../src/host/slice-use.ts';
import type { CgroupController } from '../../src/host/units.ts';
import type { Observe } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredSlice } from './desired.ts';

export interface ObservedSlice {
  readonly file: FoundFile;
  /** True when systemd has not read the file as it is. */
  readonly stale: boolean;
  /** False where systemd does not run. */
  readonly managed: boolean;
  /** What this host can limit. */
  readonly controllers: ReadonlySet<CgroupController>;
  /** The limits that the account has come to of late. */
  readonly reached: ReadonlySet<LimitReached>;
}

export async function observeSlices(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredSlice>,
): Promise<Observe<ObservedSlice>> {
  const { managed } = host.units;
  const slices = [...wanted.values()];
  const files = await readAll(
    host,
    slices.map(({ path }) => path),
  );
  // Of a drop-in that is still to be written systemd can know nothing, and to ask for a thousand takes a second.
  const settled = slices.filter(({ path, text }) => text === null || files.get(path)?.kind !== 'absent');
  const stale = managed ? await host.units.stale(settled.map(({ unit }) => unit)) : new Set<string>();
  const controllers = await host.units.controllers();
  const reached = await host.sliceUse.reached();
  return (username) => {
    const desired = wanted.get(username);
    return {
      file: (desired && files.get(desired.path)) ?? { kind: 'absent' },
      stale: desired !== undefined && stale.has(desired.unit),
      managed,
      controllers,
      reached: (desired && reached.get(desired.uid)) ?? new Set(),
    };
  };
}
