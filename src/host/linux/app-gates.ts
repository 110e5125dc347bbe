import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { APPS_DIR } from '../../model/app-gate-path.ts';
import type { AppGate, AppGates, PortHolder } from '../app-gates.ts';
import { type PortListener, tcpListeners } from '../proc/tcp-listeners.ts';

/** Any user may pass through the folder, as nginx must, and none may list it. */
const FOLDER_MODE = 0o711;

export const appGates: AppGates = {
  observe,

  async set(gates) {
    const holders = await observe(gates);
    const there = new Set((await readdir(APPS_DIR).catch(() => [])).filter((name) => name.endsWith('.open')));
    for (const name of there) {
      const gate = path.join(APPS_DIR, name);
      if (holders.get(gate) !== 'account') await rm(gate, { force: true });
    }
    const missing = gates.filter(
      (gate) => holders.get(gate.path) === 'account' && !there.has(path.basename(gate.path)),
    );
    if (missing.length > 0) {
      await mkdir(APPS_DIR, { recursive: true, mode: FOLDER_MODE });
      await chmod(APPS_DIR, FOLDER_MODE);
      for (const gate of missing) await writeFile(gate.path, '', { mode: 0o644 });
    }
    return holders;
  },
};

async function observe(gates: readonly AppGate[]): Promise<ReadonlyMap<string, PortHolder>> {
  if (gates.length === 0) return new Map();
  const listeners = await tcpListeners(new Set(gates.map(({ port }) => port)));
  return new Map(gates.map((gate) => [gate.path, holderOf(gate, listeners)]));
}

/**
 * The kernel gives a connection to the socket that is bound to the very address, then to one of all IPv4 addresses,
 * then to one of all addresses. One that comes later in this order is never asked, and may belong to any process.
 */
export function holderOf({ port, uid }: AppGate, listeners: readonly PortListener[]): PortHolder {
  for (const address of ['loopback', 'any IPv4', 'any IPv6'] as const) {
    const asked = listeners.filter((each) => each.port === port && each.address === address);
    if (asked.length > 0) return asked.every((each) => each.uid === uid) ? 'account' : 'another';
  }
  return 'none';
}
