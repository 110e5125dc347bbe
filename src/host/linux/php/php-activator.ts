import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { errorMessage } from '../../../model/error-message.ts';
import { PhpPools, type PoolState, phpControlSocket, phpRunDir } from '../../../model/php-order.ts';
import { runCommand } from '../../commands/run-command.ts';
import type { Failures } from '../../failures.ts';
import type { FpmRunner } from '../../fpm-runner.ts';
import type { PhpAccount, PhpActivator } from '../../php-activator.ts';
import { askSocket } from '../../sockets/socket-client.ts';
import { sliceOf } from '../cgroup-of.ts';
import type { ServiceManager } from '../service-manager.ts';
import { transientUnits } from '../transient-units.ts';
import { directFpmRunner } from './direct-fpm-runner.ts';
import { systemdFpmRunner } from './systemd-fpm-runner.ts';

const ANSWER_MS = 20_000;
const START_MS = 30_000;
const POLL_MS = 20;

/** @param runDir such as `/run/jopanel`; @param manager without systemd, the activator is started here */
export function createPhpActivator(runDir: string, stateDir: string, manager: ServiceManager): PhpActivator {
  const socket = phpControlSocket(runDir);
  const isManaged = manager === 'systemd';
  const runner: FpmRunner = isManaged ? systemdFpmRunner(transientUnits) : directFpmRunner(phpRunDir(runDir));

  async function post(where: string, usernames: readonly string[]) {
    const body = JSON.stringify({ usernames });
    return askSocket({ socket, method: 'POST', path: where, body, timeoutMs: ANSWER_MS });
  }

  async function start(): Promise<void> {
    if (isManaged) {
      await runCommand(['systemctl', 'start', 'jopanel-php.service'], { timeoutMs: START_MS });
    } else {
      startDetached(runDir, stateDir);
    }
    const deadline = performance.now() + START_MS;
    while (!(await post('/pools', [])).ok) {
      if (performance.now() > deadline) {
        throw new Error(`the PHP activator does not answer at ${socket}; see: journalctl -u jopanel-php`);
      }
      await pause(POLL_MS);
    }
  }

  return {
    async pools(usernames) {
      const answer = await post('/pools', usernames);
      if (!answer.ok || answer.status !== 200) return undefined;
      const pools = PhpPools.parse(JSON.parse(answer.text)).pools;
      return new Map<string, readonly PoolState[]>(Map.groupBy(pools, ({ username }) => username));
    },

    async running(accounts) {
      const names = isManaged ? undefined : [...(await runner.list()).keys()];
      const found = new Set<string>();
      for (const account of accounts) {
        const theirs = names ?? (await namesIn(sliceOf(account.uid)));
        if (theirs.some((name) => isOf(name, account))) found.add(account.username);
      }
      return found;
    },

    async takeUp(usernames) {
      let answer = await post('/take-up', usernames);
      if (!answer.ok && answer.why === 'absent') {
        await start();
        answer = await post('/take-up', usernames);
      }
      if (!answer.ok) throw new Error(`the PHP activator did not answer: ${answer.message}`);
      if (answer.status !== 200) throw new Error(`the PHP activator refused: ${answer.text}`);
    },

    async end(accounts) {
      const failures = new Map<string, string>();
      const names = [...(await runner.list()).keys()];
      // Beside each other and not for long: other accounts wait meanwhile, whatever the PHP of these does.
      await Promise.all(
        accounts.map(async (account) => {
          const theirs = names.filter((name) => isOf(name, account));
          await runner
            .stop(theirs, END_PATIENCE_MS)
            .catch((error: unknown) => failures.set(account.username, errorMessage(error)));
        }),
      );
      return failures satisfies Failures;
    },
  };
}

const END_PATIENCE_MS = 300;

function isOf(name: string, { username }: PhpAccount): boolean {
  return name.startsWith(`jopanel-php-${username}-`);
}

async function namesIn(folder: Promise<string>): Promise<string[]> {
  return readdir(await folder).catch(() => []);
}

/** It goes on when this process ends. A second one finds that the first answers, and ends. */
function startDetached(runDir: string, stateDir: string): void {
  const main = fileURLToPath(new URL('../../../../activator/main.ts', import.meta.url));
  const options = ['--run-dir', runDir, '--state-dir', stateDir, '--service-manager', 'pid-file'];
  const child = spawn(process.execPath, [main, ...options], {
    cwd: path.parse(main).root,
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => undefined);
  child.unref();
}
