import type { Logger } from 'pino';
import { allControllers } from '../controllers/all-controllers.ts';
import { allServices } from '../services/all-services.ts';
import { TrafficMeter } from './bandwidth/traffic-meter.ts';
import { type DaemonSockets, openDaemonSockets } from './daemon-sockets.ts';
import { systemClock } from './host/clock.ts';
import { moveAside } from './host/files/move-aside.ts';
import { openHost } from './host/open-host.ts';
import { type InstanceLock, takeInstanceLock } from './host/process/instance-lock.ts';
import { notifyServiceManager, watchdogInterval } from './host/process/service-notify.ts';
import { openJournal } from './journal/open-journal.ts';
import { loadSettings } from './load-settings.ts';
import { startMirrorThread } from './mirror/mirror-thread.ts';
import { errorMessage } from './model/error-message.ts';
import type { Settings } from './model/settings.ts';
import { once } from './once.ts';
import { type EngineDependencies, openEngine } from './reconcile/loop/open-engine.ts';
import { Reconciler } from './reconcile/loop/reconciler.ts';
import { Timings } from './status/metrics/timings.ts';

interface DaemonStart {
  readonly settings: Settings;
  readonly configPath: string;
  readonly log: Logger;
}

/** One running jopaneld, from its lock to its last log line. */
export class Daemon {
  readonly #log: Logger;
  readonly #configPath: string;
  readonly #timings = new Timings();
  readonly #startedAt = systemClock.now();
  #countFrom: number | undefined;
  #settings: Settings;
  #lock: (InstanceLock & { readonly ok: true }) | undefined;
  /** Ends the present run of the loop, for one with new settings. */
  #over = new AbortController();

  constructor({ settings, configPath, log }: DaemonStart) {
    this.#settings = settings;
    this.#configPath = configPath;
    this.#log = log;
  }

  /** @param only for `once`: these accounts and no others. @returns the exit code */
  async run(mode: 'serve' | 'once', only?: readonly string[]): Promise<number> {
    // From now on: what is changed after this start has read it would be missed.
    if (mode === 'serve') process.on('SIGHUP', () => this.#over.abort());
    const lock = await takeInstanceLock(this.#settings.run_dir);
    if (!lock.ok) {
      this.#log.fatal({ pid: lock.holder }, `another jopaneld (pid ${lock.holder}) runs already`);
      return 1;
    }
    this.#lock = lock;
    try {
      return mode === 'once' ? await this.#once(only) : await this.#serve();
    } finally {
      await this.#lock.release();
    }
  }

  async #once(only?: readonly string[]): Promise<number> {
    const deps = await this.#open();
    try {
      return await once(deps, only);
    } finally {
      deps.journal.close();
    }
  }

  /** Serves until SIGTERM or SIGINT; SIGHUP starts over with new settings. */
  async #serve(): Promise<number> {
    const stop = new AbortController();
    // They stay for good. While a command runs, execa's signal-exit listens too, and where no other handler does by the
    // time that it is called it ends the command and this process.
    process.on('SIGTERM', () => stop.abort());
    process.on('SIGINT', () => stop.abort());
    this.#startWatchdog(stop.signal);
    this.#log.info(
      { pid: process.pid, settings: { ...this.#settings, mariadb: undefined } },
      'jopaneld starts',
    );
    let sockets = await openDaemonSockets(this.#settings, this.#log);
    while (!stop.signal.aborted) {
      const { run_dir } = this.#settings;
      await this.#serveUntilReload(stop.signal, sockets);
      if (this.#settings.run_dir === run_dir) continue;
      await sockets.close();
      sockets = await openDaemonSockets(this.#settings, this.#log);
    }
    await sockets.close();
    await notifyServiceManager('STOPPING=1');
    this.#log.info('jopaneld stops');
    return 0;
  }

  async #serveUntilReload(stop: AbortSignal, sockets: DaemonSockets): Promise<void> {
    const over = this.#over.signal;
    const opened = await this.#open();
    const host = this.#timings.watchHost(opened.host);
    const controllers = this.#timings.watchControllers(opened.controllers, host);
    const mirror = await startMirrorThread({
      settings: opened.settings,
      identity: opened.journal.identity(),
      files: host.files,
      clock: host.clock,
      log: this.#log,
    });
    const deps = { ...opened, host, controllers, mirroredThrough: () => mirror.view()?.auditThrough };
    let leave = () => {};
    try {
      const reconciler = new Reconciler(deps, await openEngine(deps));
      this.#countFrom ??= deps.journal.head().seq;
      leave = sockets.attach({
        settings: deps.settings,
        reconciler,
        journal: deps.journal,
        mirror,
        timings: this.#timings,
        startedAt: this.#startedAt,
        countFrom: this.#countFrom,
      });
      await reconciler.run(
        AbortSignal.any([stop, over]),
        () => void sockets.listening.then(() => notifyServiceManager('READY=1')),
      );
    } finally {
      // Who has asked by now gets an answer while there is an engine that knows it.
      if (stop.aborted) await sockets.close();
      leave();
      await mirror.close();
      deps.traffic.close();
      deps.journal.close();
    }
    this.#over = new AbortController();
    if (!stop.aborted) await this.#reloadSettings();
  }

  async #reloadSettings(): Promise<void> {
    await notifyServiceManager('RELOADING=1');
    const loaded = await loadSettings(this.#configPath);
    const errors = loaded.ok ? await this.#moveLock(loaded.settings.run_dir) : loaded.errors;
    if (loaded.ok && errors.length === 0) {
      this.#settings = loaded.settings;
      this.#log.info('settings reloaded');
    } else {
      this.#log.error({ file: this.#configPath, errors }, 'settings refused; the old ones stay in force');
    }
  }

  /** A second daemon looks for the first where the settings say. @returns why that cannot be */
  async #moveLock(runDir: string): Promise<readonly string[]> {
    if (runDir === this.#settings.run_dir) return [];
    try {
      const lock = await takeInstanceLock(runDir);
      if (!lock.ok) return [`run_dir: another jopaneld (pid ${lock.holder}) runs with ${runDir}; stop it`];
      await this.#lock?.release();
      this.#lock = lock;
      return [];
    } catch (error) {
      return [`run_dir: ${errorMessage(error)}; use a folder that can be made`];
    }
  }

  async #open(): Promise<EngineDependencies> {
    const settings = this.#settings;
    const { host, users } = await openHost(settings);
    // Others may pass, to the challenges of certificate authorities; all else in it is closed to them.
    await host.files.makeFolder(settings.state_dir, { uid: 0, gid: 0, mode: 0o711 });
    await host.files.makeFolder(`${settings.state_dir}/acme`, { uid: 0, gid: 0, mode: 0o755 });
    // The journal keeps password hashes; SQLite makes its files as the umask says.
    process.umask(0o077);
    const { journal, condition, reason } = openJournal({
      path: `${settings.state_dir}/journal.db`,
      now: () => host.clock.now(),
      setAside: moveAside,
    });
    const traffic = TrafficMeter.open({
      path: `${settings.state_dir}/traffic.db`,
      logDir: settings.log_dir,
      logs: host.logs,
      clock: host.clock,
      setAside: moveAside,
    });
    process.umask(0o022);
    if (condition === 'set_aside' || condition === 'rebuilt') this.#log.error({ condition }, reason);
    else if (condition === 'new') this.#log.warn({ condition }, reason);
    return {
      host,
      journal,
      users,
      controllers: allControllers,
      services: allServices,
      settings,
      log: this.#log,
      traffic,
    };
  }

  #startWatchdog(stop: AbortSignal): void {
    const interval = watchdogInterval();
    if (interval === undefined) return;
    void (async () => {
      while (!stop.aborted) {
        await notifyServiceManager('WATCHDOG=1');
        await systemClock.sleep(interval, stop);
      }
    })();
  }
}
