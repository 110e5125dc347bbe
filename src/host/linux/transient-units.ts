import { LOG_NAMESPACE } from '../../model/log-namespace.ts';
import { systemdRun, type TransientUnit } from '../../model/systemd-run.ts';
import { CommandError, runCommand, tryCommand } from '../commands/run-command.ts';
import type { TransientUnits, UnitStart } from '../transient-units.ts';
import { cgroupOf, processesIn } from './cgroup-of.ts';

// systemd ends a service that is not up, or not down, in the time that its own properties give it.
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 120_000;

/** Transient units of the systemd that runs as the first process. */
export const transientUnits: TransientUnits = {
  async start(unit: TransientUnit) {
    await runCommand(systemdRun(unit), { timeoutMs: START_TIMEOUT_MS });
  },

  async startService(name): Promise<UnitStart> {
    const unit = `${name}.service`;
    const { exitCode } = await tryCommand(['systemctl', 'start', '--', unit], {
      timeoutMs: START_TIMEOUT_MS,
    });
    return exitCode === 0 ? { ok: true } : { ok: false, why: await lastWords(unit) };
  },

  async stop(names, patienceMs) {
    if (names.length === 0) return;
    // With the socket first: a connection that waits there would start the service again.
    for (const suffix of ['socket', 'service']) {
      const units = names.map((name) => `${name}.${suffix}`);
      if (patienceMs !== undefined && suffix === 'service') await stopOrKill(units, patienceMs);
      const stopped = await tryCommand(['systemctl', 'stop', '--', ...units], { timeoutMs: STOP_TIMEOUT_MS });
      // 5: a unit that is not loaded has stopped already.
      if (stopped.exitCode !== 0 && stopped.exitCode !== 5) {
        throw new CommandError(['systemctl', 'stop', ...units], { ...stopped, timedOut: false });
      }
    }
  },

  async list(prefix) {
    const listing = ['systemctl', 'list-units', '--all', '--full', '--plain', '--no-legend', '--no-pager'];
    const { stdout } = await runCommand([...listing, '--', `${prefix}*`]);
    const found = new Map<string, { listens: boolean }>();
    for (const line of stdout.split('\n')) {
      const [unit = '', , active] = line.trim().split(/\s+/);
      const [, name, suffix] = /^(.+)\.(socket|service)$/.exec(unit) ?? [];
      if (name === undefined) continue;
      const listens = suffix === 'socket' && active === 'active';
      found.set(name, { listens: listens || found.get(name)?.listens === true });
    }
    return found;
  },

  async processes(uid, name) {
    return processesIn(await cgroupOf(uid, `${name}.service`));
  },
};

// As PHP-FPM begins each line with.
const TIMESTAMP = /^\[[^\]]+\] /;

/** systemd goes on with the stop when its tool is ended, and what it waits for is killed then. */
async function stopOrKill(units: readonly string[], patienceMs: number): Promise<void> {
  await tryCommand(['systemctl', 'stop', '--', ...units], { timeoutMs: patienceMs }).catch(() =>
    tryCommand(['systemctl', 'kill', '--signal=KILL', '--', ...units]),
  );
}

/** What the processes of a service said last, for a person; when they were silent, how systemd saw it end. */
async function lastWords(unit: string): Promise<string> {
  const argv = [
    'journalctl',
    '--quiet',
    '--no-pager',
    '--output=cat',
    '--lines=3',
    `--namespace=+${LOG_NAMESPACE}`,
  ];
  for (const match of [`_SYSTEMD_UNIT=${unit}`, `UNIT=${unit}`]) {
    const { stdout } = await tryCommand([...argv, match]);
    const lines = stdout.split('\n').flatMap((line) => line.replace(TIMESTAMP, '') || []);
    if (lines.length > 0) return lines.join('; ');
  }
  return `${unit} did not start`;
}
