import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { systemClock } from '../clock.ts';
import { CommandError, runCommand } from '../commands/run-command.ts';
import { catchesSignal } from '../proc/caught-signals.ts';
import type { FileChange } from '../root-files.ts';
import type { CommandOutput, ServiceDescription, ServiceState, Services, TestResult } from '../services.ts';
import { withCandidate } from './candidate.ts';
import { raiseFileLimit, withFileLimit } from './file-limit.ts';
import { fingerprintOfPaths } from './fingerprint-of-paths.ts';
import { processes } from './processes.ts';
import { mainProcess, type ServiceManager } from './service-manager.ts';

// Parsing 10,000 virtual hosts takes a web server about four seconds; a service that needs ten times that is stuck.
const RELOAD_TIMEOUT_MS = 40_000;
const POLL_MS = 4;

/** @param runDir a folder on a tmpfs, such as /run/jopanel */
export function createServices(runDir: string, manager: ServiceManager): Services {
  const staging = path.join(runDir, 'staging');

  return {
    async state({ process }): Promise<ServiceState> {
      const main = await mainProcess(process, manager);
      return main.pid === undefined ? { state: 'down', why: main.why } : { state: 'running' };
    },

    test({ checker, cleanOutput }, changes, stop): Promise<TestResult> {
      return withCandidate(staging, changes, async (run) => {
        const checked = await run(await withFileLimit(checker), stop).catch(endedBySignal);
        if (checked instanceof CommandError)
          return { ok: false, output: cleanOutput(checked.message, changes) };
        const { exitCode, stdout, stderr } = checked;
        if (exitCode === 0) return { ok: true, warnings: stderr };
        return { ok: false, output: cleanOutput(`${stderr}\n${stdout}`, changes).trim() };
      });
    },

    fingerprint: ({ inputs }) => fingerprintOfPaths(inputs),

    query: (commands, changes) => query(staging, commands, changes),

    reload: (service) => reload(service, manager),
  };
}

async function query(
  staging: string,
  commands: readonly (readonly string[])[],
  changes: readonly FileChange[],
): Promise<readonly CommandOutput[]> {
  if (commands.length === 0) return [];
  return withCandidate(staging, changes, (run) => {
    const running = new PQueue({ concurrency: availableParallelism() });
    return running.addAll(commands.map((argv) => () => run(argv)));
  });
}

async function reload(service: ServiceDescription, manager: ServiceManager): Promise<void> {
  const main = await mainProcess(service.process, manager);
  if (main.pid === undefined) throw new Error(main.why);
  const { pid } = main;
  const isRaised = service.opensFilesPerAccount && (await raiseFileLimit(pid));
  // It may just have been started or reloaded by another hand: a signal that comes before it listens ends it, or is lost.
  await waitUntil(() => catchesSignal(pid, service.reloadSignal), service);
  const isReloaded = await service.watchReload(pid, processes);
  process.kill(pid, service.reloadSignal);
  // For the drop-in that makes the limit last, which went live with the files that are being loaded.
  const unitsRead =
    isRaised && manager === 'systemd' ? runCommand(['systemctl', 'daemon-reload']) : undefined;
  // Over only when both are: a reload that still goes on would be taken for the end of the next one.
  for (const end of await Promise.allSettled([waitUntil(isReloaded, service), unitsRead])) {
    if (end.status === 'rejected') throw end.reason;
  }
}

async function waitUntil(isSo: () => Promise<boolean>, { process: { unit } }: ServiceDescription) {
  const deadline = systemClock.monotonic() + RELOAD_TIMEOUT_MS;
  while (!(await isSo())) {
    if (systemClock.monotonic() > deadline) {
      throw new Error(
        `${unit} did not take its new configuration within ${RELOAD_TIMEOUT_MS / 1000} s; see: journalctl -u ${unit}`,
      );
    }
    await pause(POLL_MS);
  }
}

/** A checker that hangs or dies over a candidate has rejected it too: so the account at fault can be found. */
function endedBySignal(error: unknown): CommandError {
  if (error instanceof CommandError && error.signal !== undefined) return error;
  throw error;
}
