import { convergeOnce, hostWith } from '../bench-host.ts';
import type { Curve, Point } from '../curve.ts';
import type { Figure } from '../figure.ts';
import { coldStart } from './cold-start.ts';
import { timedInside } from './create.ts';
import { oneEdit } from './edit.ts';
import { resync } from './resync.ts';

const SIZES = [250, 1000, 4000];

/** The same on hosts of several sizes, each beside the bare act. @param onSize called once a size is measured */
export async function growth(onSize: (accounts: number) => void): Promise<readonly Curve[]> {
  const edits: Point[] = [];
  const resyncs: Point[] = [];
  const creations: Point[] = [];
  const starts: Point[] = [];
  const memory: Point[] = [];
  for (const accounts of SIZES) {
    await using host = await hostWith(accounts);
    const created = await convergeOnce(host);
    resyncs.push(pointOf(accounts, await resync(host)));
    const start = await coldStart(host, accounts);
    starts.push(pointOf(accounts, start));
    memory.push({ accounts, value: Number(start.notes['resident MiB']) });
    edits.push(pointOf(accounts, await oneEdit(host, accounts)));
    // Last, as it adds users to the host.
    creations.push({ accounts, value: created, bare: await timedInside(host, 'create-floor.sh', accounts) });
    onSize(accounts);
  }
  return [
    { name: 'one edit to served, without quiet_ms', unit: 's', bare: 'a bare SIGHUP', points: edits },
    { name: 'a resync, all in sync', unit: 's', bare: 'bare lstat, read and compare', points: resyncs },
    { name: 'all accounts created', unit: 's', bare: 'the tools of the host alone', points: creations },
    {
      name: 'the daemon started again, all in sync',
      unit: 's',
      bare: 'bare lstat, read and compare',
      points: starts,
    },
    { name: 'memory of the daemon', unit: 'MiB', points: memory },
  ];
}

function pointOf(accounts: number, { seconds, floor }: Figure): Point {
  return { accounts, value: seconds, ...(floor && { bare: floor.seconds }) };
}
