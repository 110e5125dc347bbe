/**
 * A throwaway Debian host: an overlay of this machine with a real systemd as PID 1, its own network,
 * and the checkout at /usr/lib/jopanel. Nothing it does reaches the machine, and nothing of it stays.
 */

import { boot } from './boot.ts';
import { removeStaleCgroups, sandboxName } from './cgroups.ts';
import type { Inside } from './inside.ts';
import { hostingUnits } from './machine.ts';

export interface SandboxOptions {
  /** Names that resolve to the host, inside it only. */
  readonly hosts?: readonly string[];
  /** Units to start at boot; nginx, ssh and every PHP-FPM by default. */
  readonly units?: readonly string[];
  /** The size of an ext4 on the machine's disk, as truncate(1) takes it; what the host writes stays in memory by default. */
  readonly disk?: string;
  /** The system that the host is laid over, such as another release of Debian; JOPANEL_SYSTEM or that of the machine by default. */
  readonly root?: string;
  /** `false`: nothing of the checkout is on the host, so that a package can be installed there. */
  readonly hasProduct?: boolean;
  readonly timeoutMs?: number;
}

export interface Sandbox extends Inside, AsyncDisposable {
  readonly name: string;
  /** The last lines that the host wrote to its console. */
  console(): string;
  /** An orderly shutdown: services stop, then the host ends. */
  powerOff(): Promise<void>;
  /** Ends the host at once, as a power cut would. */
  destroy(): Promise<void>;
}

let booted = 0;

/** Boots a host. The caller ends it; should the caller die first, the host dies with it. */
export async function bootSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    root = process.env.JOPANEL_SYSTEM,
    hosts = [],
    disk,
    hasProduct = true,
    timeoutMs = 60_000,
  } = options;
  const { units = hostingUnits(root) } = options;
  if (process.getuid?.() !== 0) throw new Error('booting a sandbox needs root');
  removeStaleCgroups();
  const name = sandboxName(++booted);
  const { inside, launcher, console, destroy } = await boot({
    name,
    units,
    disk,
    root,
    hasProduct,
    timeoutMs,
  });
  if (hosts.length > 0) await inside.addHosts(hosts);

  async function powerOff(): Promise<void> {
    await inside.run(['systemctl', 'poweroff'], { allowFailure: true });
    const late = setTimeout(destroy, 20_000);
    await launcher;
    clearTimeout(late);
  }
  return { ...inside, name, console, powerOff, destroy, [Symbol.asyncDispose]: destroy };
}
