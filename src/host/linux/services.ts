import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { CommandError, runCommand } from '../commands/run-command.ts';
import type { FileChange } from '../root-files.ts';
import type { CheckResult, ServiceName, ServiceState, Services, SshdSettings } from '../services.ts';
import { withCandidate } from './candidate.ts';
import { catchesSignal } from './catches-signal.ts';
import { checkerOutput } from './checker-output.ts';
import { raiseFileLimit, withFileLimit } from './file-limit.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { mainProcess, type ServiceManager } from './service-manager.ts';
import type { ServiceDefinition } from './services/definition.ts';
import { nginx } from './services/nginx.ts';
import { phpFpm } from './services/php-fpm.ts';
import { askSettings, parseSettings, sshd } from './services/sshd.ts';

// Parsing 10,000 vhosts takes nginx about four seconds; a service that needs ten times that is stuck.
const RELOAD_TIMEOUT_MS = 40_000;
const POLL_MS = 4;

/** @param runDir a folder on a tmpfs, such as /run/jopanel */
export function createServices(runDir: string, manager: ServiceManager): Services {
  const staging = path.join(runDir, 'staging');

  async function state(name: ServiceName): Promise<ServiceState> {
    const main = await mainProcess(definitionOf(name).process, manager);
    return main.pid === undefined ? { state: 'down', why: main.why } : { state: 'running' };
  }

  function test(name: ServiceName, changes: readonly FileChange[], stop?: AbortSignal): Promise<CheckResult> {
    return withCandidate(staging, changes, async (run) => {
      const definition = definitionOf(name);
      const checked = await run(await withFileLimit(definition.checker), stop).catch(endedBySignal);
      if (checked instanceof CommandError) return { ok: false, output: checked.message };
      const { exitCode, stdout, stderr } = checked;
      if (exitCode !== 0) return { ok: false, output: checkerOutput(`${stderr}\n${stdout}`) };
      return (await definition.alsoCheck?.(changes, manager, stderr)) ?? { ok: true };
    });
  }

  async function sshdSettings(users: readonly string[], changes: readonly FileChange[]) {
    const settings = new Map<string, SshdSettings>();
    if (users.length === 0) return settings;
    return withCandidate(staging, changes, async (run) => {
      const asking = new PQueue({ concurrency: availableParallelism() });
      await asking.addAll(
        users.map((user) => async () => {
          settings.set(user, parseSettings(await run(askSettings(user))));
        }),
      );
      return settings;
    });
  }

  async function reload(name: ServiceName): Promise<void> {
    const definition = definitionOf(name);
    const main = await mainProcess(definition.process, manager);
    if (main.pid === undefined) throw new Error(main.why);
    const { pid } = main;
    const isRaised = definition.opensPerAccount && (await raiseFileLimit(pid));
    // Whoever else has just had it started or loaded anew: what is sent before it listens ends it, or is lost.
    await waitUntil(() => catchesSignal(pid, definition.reloadSignal), definition);
    const isReloaded = await definition.watchReload(pid);
    process.kill(pid, definition.reloadSignal);
    // Of the drop-in that makes the limit last, which went live with the files that are being loaded.
    const told = isRaised && manager === 'systemd' ? runCommand(['systemctl', 'daemon-reload']) : undefined;
    // Over only when both are: a reload that still goes on would be taken for the end of the next one.
    for (const end of await Promise.allSettled([waitUntil(isReloaded, definition), told])) {
      if (end.status === 'rejected') throw end.reason;
    }
  }

  const fingerprint = (name: ServiceName) => fingerprintOf(definitionOf(name).inputs);

  return { state, test, fingerprint, sshdSettings, reload };
}

async function waitUntil(isSo: () => Promise<boolean>, { process: { unit } }: ServiceDefinition) {
  const deadline = performance.now() + RELOAD_TIMEOUT_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) {
      throw new Error(
        `${unit} did not take its new configuration within ${RELOAD_TIMEOUT_MS / 1000} s; see: journalctl -u ${unit}`,
      );
    }
    await pause(POLL_MS);
  }
}

/** A checker that hangs or dies over a candidate has judged it too: so whose it is can be found out. */
function endedBySignal(error: unknown): CommandError {
  if (error instanceof CommandError && error.signal !== undefined) return error;
  throw error;
}

function definitionOf(name: ServiceName): ServiceDefinition {
  if (name === 'nginx') return nginx;
  if (name === 'sshd') return sshd;
  return phpFpm(name.slice('php-fpm@'.length));
}
