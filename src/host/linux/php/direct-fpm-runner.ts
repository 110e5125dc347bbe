import { readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../clock.ts';
import { runCommand } from '../../commands/run-command.ts';
import type { Fpm, FpmRunner } from '../../fpm-runner.ts';
import { catchesSignal } from '../../proc/caught-signals.ts';
import { childrenOf } from '../../proc/kernel-file.ts';
import { programOf } from '../../proc/process-owner.ts';
import { titleOf } from '../../proc/process-title.ts';
import { installedPhp } from './installed-php.ts';

const START_MS = 20_000;
const STOP_MS = 5000;
const POLL_MS = 10;

const starter = fileURLToPath(new URL('start-fpm.ts', import.meta.url));

/**
 * Each PHP-FPM as a process of its own, for a host without systemd: as the account's user, but in no
 * slice, so that its limits do not hold.
 *
 * @param runDir such as `/run/jopanel/php`
 */
export function directFpmRunner(runDir: string): FpmRunner {
  const pidFile = (name: string) => `${runDir}/pid/${name}.pid`;
  const logFile = (name: string) => `${runDir}/pid/${name}.log`;

  /** Undefined when it is gone; its number may be another process's by now. */
  async function masterOf(name: string): Promise<number | undefined> {
    const pid = Number(await readFile(pidFile(name), 'utf8').catch(() => ''));
    if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
    const isFpm = (await programOf(pid))?.startsWith('php-fpm') === true;
    return isFpm && (await titleOf(pid)).includes(`/${name}.conf`) ? pid : undefined;
  }

  async function end(name: string, patienceMs: number): Promise<void> {
    const pid = await masterOf(name);
    if (pid !== undefined) {
      signal(pid, 'SIGQUIT');
      const deadline = systemClock.monotonic() + patienceMs;
      while ((await masterOf(name)) !== undefined) {
        // With all that its workers have started: the starter gave them a process group of their own.
        if (systemClock.monotonic() > deadline) signal(-pid, 'SIGKILL');
        await pause(POLL_MS);
      }
    }
    for (const file of [pidFile(name), logFile(name), `${runDir}/awake/${name}.sock`]) {
      await rm(file, { force: true });
    }
  }

  return {
    async list() {
      const names = (await readdir(`${runDir}/pid`).catch(() => []))
        .filter((file) => file.endsWith('.pid'))
        .map((file) => file.slice(0, -'.pid'.length));
      return new Map(
        await Promise.all(
          names.map(async (name) => [name, { listens: (await masterOf(name)) !== undefined }] as const),
        ),
      );
    },

    async start(fpm: Fpm) {
      const wanted = { ...fpm, pidFile: pidFile(fpm.name), logFile: logFile(fpm.name) };
      await runCommand([process.execPath, starter, JSON.stringify(wanted)]);
    },

    async untilReady({ name }) {
      const deadline = systemClock.monotonic() + START_MS;
      while (systemClock.monotonic() < deadline) {
        const pid = await masterOf(name);
        if (pid === undefined) return { ok: false, why: await lastLine(logFile(name)) };
        if (await catchesSignal(pid, 'SIGQUIT')) return { ok: true };
        await pause(POLL_MS);
      }
      return { ok: false, why: `it was not ready after ${START_MS / 1000} s` };
    },

    async processes(_, name) {
      const pid = await masterOf(name);
      if (pid === undefined) return 0;
      return 1 + (await childrenOf(pid)).length;
    },

    async stop(names, patienceMs = STOP_MS) {
      await Promise.all(names.map((name) => end(name, patienceMs)));
    },

    installation: installedPhp,
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone.
  }
}

async function lastLine(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
  return lines.at(-1) || 'it ended at once';
}
