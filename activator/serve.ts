import type { Logger } from 'pino';
import type { Clock } from '../src/host/clock.ts';
import { openPhpHost } from '../src/host/open-php-host.ts';
import { collectGarbage } from '../src/host/process/collect-garbage.ts';
import { notifyServiceManager } from '../src/host/process/service-notify.ts';
import { listenOnUnixSocket } from '../src/host/sockets/unix-socket.ts';
import { PHP_POOL_PARAMETER, PHP_WAITING_SOCKET, phpControlSocket } from '../src/model/php-order.ts';
import type { RunSettings } from '../src/model/run-settings.ts';
import { Activator } from './activator.ts';
import { controlHandler } from './control-handler.ts';
import { findParameter } from './fastcgi.ts';
import { startQueue } from './start-queue.ts';

export interface ServeOptions {
  readonly settings: RunSettings;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly stop: AbortSignal;
}

// A start is a tenth of a second of work.
const STARTS_AT_ONCE = 4;
// A worker idles for ten seconds before it ends, so that none is missed.
const LOOK_MS = 5000;
const SWEEP_EVERY = 6;
// The unit gives it a little longer.
const LEAVE_MS = 25_000;
const DEFAULT_NGINX_USER = 'www-data';

/** Serves all accounts until `stop`, and then until every request that it has in its hands is with an FPM. */
export async function serve({ settings, log, clock, random, stop }: ServeOptions): Promise<void> {
  const { listenOnWaitingSocket, runDirOfAll, ...host } = await openPhpHost(settings);
  const activator = new Activator({
    ...host,
    clock,
    random,
    stateDir: settings.state_dir,
    queueStart: startQueue(clock, STARTS_AT_ONCE),
    log: (event, more) => log[LEVELS[event] ?? 'info'](more, event),
  });
  // Before anything else: where another activator answers, this one is not needed.
  const control = await listenOnUnixSocket({ path: phpControlSocket(runDirOfAll), mode: 0o600 });
  await activator.open();
  control.handle(controlHandler(activator, clock));
  const waiting = await listenOnWaitingSocket({
    path: PHP_WAITING_SOCKET,
    owner: activator.nginxUser ?? DEFAULT_NGINX_USER,
    poolOf: (head) => findParameter(head, PHP_POOL_PARAMETER),
    onRequest: (pool, request) => activator.accept(pool, request),
  });
  // What reading the orders took is not needed any more.
  collectGarbage();
  await notifyServiceManager('READY=1');
  log.info({ pools: activator.states().length }, 'ready');

  for (let round = 1; !stop.aborted; round += 1) {
    await clock.sleep(LOOK_MS, stop);
    if (stop.aborted) break;
    await activator.review();
    void activator.upgrade();
    if (round % SWEEP_EVERY === 0) {
      await activator.sweep();
      if (activator.nginxUser !== undefined) waiting.admit(activator.nginxUser);
    }
  }

  await notifyServiceManager('STOPPING=1');
  waiting.close();
  const left = new AbortController();
  const leaving = activator.leave().then(() => host.sockets.settled());
  await Promise.race([leaving.finally(() => left.abort()), clock.sleep(LEAVE_MS, left.signal)]);
  log.info('stopped');
}

const LEVELS: Readonly<Record<string, 'warn' | 'error'>> = {
  'start failed': 'warn',
  ended: 'warn',
  'could not be stopped': 'warn',
  'order refused': 'error',
  'pool failed': 'error',
};
