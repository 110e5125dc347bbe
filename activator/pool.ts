import type { Clock } from '../src/host/clock.ts';
import type { Fpm, FpmRunner } from '../src/host/fpm-runner.ts';
import type { PhpRequest, PhpSockets } from '../src/host/php-sockets.ts';
import { errorMessage } from '../src/model/error-message.ts';
import type { PoolState } from '../src/model/php-order.ts';
import { PoolSocket } from './pool-socket.ts';
import { Trouble } from './trouble.ts';
import { parseFpmName, socketOf, type WantedPool } from './wanted-pool.ts';

export interface PoolContext {
  readonly runner: FpmRunner;
  readonly sockets: PhpSockets;
  readonly clock: Clock;
  readonly random: () => number;
  readonly runDir: string;
  /** The FPM that the account's order asks for now, its configuration in place. @throws why it cannot be */
  prepare(pool: WantedPool): Promise<Fpm>;
  /** Runs a start when its turn has come, so that hundreds at once do not stop the host. */
  queueStart(start: () => Promise<void>): Promise<void>;
  log(event: PoolEvent, pool: string, more?: Readonly<Record<string, unknown>>): void;
}

export type PoolEvent = 'awake' | 'asleep' | 'replaced' | 'start failed' | 'ended' | 'could not be stopped';

/** An FPM and what is known of its requests. */
interface Running {
  readonly name: string;
  readonly socket: string;
  busyAt: number;
  workers: number;
}

// What waits for one start. nginx has hardly more connections than that for all accounts together.
const MOST_WAITING = 1024;
// A worker idles for ten seconds before its master ends it.
const GRACE_MS = 60_000;

/**
 * One pool of one account: a name that always leads to a socket where requests are taken, ours while
 * it sleeps and that of its FPM while it is awake. Whatever changes it takes turns.
 */
export class Pool {
  readonly #context: PoolContext;
  readonly #socket: PoolSocket;
  readonly #trouble: Trouble;
  readonly #waiting: PhpRequest[] = [];
  readonly #draining = new Map<string, Running>();
  #wanted: WantedPool;
  #awake: Running | undefined;
  #starting: string | undefined;
  #isWaking = false;
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(wanted: WantedPool, context: PoolContext) {
    this.#wanted = wanted;
    this.#context = context;
    this.#socket = new PoolSocket(context.sockets, wanted.id, context.runDir);
    this.#trouble = new Trouble(context.clock, context.random);
  }

  get wanted(): WantedPool {
    return this.#wanted;
  }

  /** @param found names of FPMs that run already: the one that is wanted is taken over, others get no more requests */
  async open(found: readonly string[]): Promise<void> {
    for (const name of found) {
      const isWanted = parseFpmName(name)?.generation === this.#wanted.generation;
      if (isWanted && this.#awake === undefined) this.#awake = this.#running(name);
      else this.#draining.set(name, this.#running(name));
    }
    await this.#socket.open(this.#wanted.socketOwner, (request) => this.accept(request));
    await this.#lead();
  }

  /** Takes a request: passes it on, or keeps it until the FPM is there. */
  accept(request: PhpRequest): void {
    if (this.#isClosed || this.#socket.isTaken) {
      request.refuse();
    } else if (this.#awake !== undefined) {
      this.#pass(request, this.#awake);
    } else if (this.#trouble.isWaiting || this.#waiting.length >= MOST_WAITING) {
      request.refuse();
    } else {
      this.#waiting.push(request);
      if (!this.#isWaking) this.#wake();
    }
  }

  /** Takes up what the order says now. An FPM that is awake is replaced once the new one is ready. */
  async change(wanted: WantedPool): Promise<void> {
    const before = this.#wanted;
    this.#wanted = wanted;
    if (wanted.generation !== before.generation) this.#trouble.forget();
    if (wanted.socketOwner !== before.socketOwner) await this.#socket.admit(wanted.socketOwner);
    await this.#inTurn(async () => {
      await this.#lead();
      await this.#replace();
    });
  }

  /** Looks whether it has work, and lets what has none end. */
  async look(): Promise<void> {
    for (const running of [...this.#draining.values()]) await this.#drain(running);
    const running = this.#awake;
    if (running === undefined || this.#starting !== undefined) return;
    const processes = await this.#see(running);
    if (this.#awake !== running) return;
    // Without a process of its own, it is systemd that waits for its next request.
    if (processes > 0 && !this.#trouble.isWaiting) this.#trouble.isUp();
    const { clock } = this.#context;
    if (clock.monotonic() - running.busyAt >= this.#wanted.idleMs)
      await this.#inTurn(() => this.#sleep(running));
    else if (!this.#isCurrent(running)) await this.#inTurn(() => this.#replace());
  }

  /** Replaces an FPM of another installation of its PHP. @param installation undefined while that is unclear */
  async upgrade(installation: string | undefined): Promise<void> {
    if (installation === undefined || this.#awake === undefined) return;
    if (!this.#isCurrent(this.#awake, installation)) await this.#inTurn(() => this.#replace());
  }

  /** Sees to it that the pool's name leads where it should, whatever somebody else did to it. */
  async mend(): Promise<void> {
    await this.#inTurn(() => this.#lead());
  }

  /** Ends everything of the pool, also what is being started. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#refuseWaiting();
    await this.#stopAll();
    // Whatever was under way has seen by now that it is not wanted any more.
    await this.#turn;
    await this.#stopAll();
    await this.#socket.close();
  }

  /** Takes no more requests, and returns once those that wait are with an FPM. What is awake stays so. */
  async leave(): Promise<void> {
    await this.#socket.hush();
    while (this.#isWaking) await this.#turn;
  }

  get state(): PoolState {
    const { id, username, version, generation } = this.#wanted;
    return {
      id,
      username,
      version,
      generation,
      state: this.#condition,
      is_current: this.#awake === undefined || this.#isCurrent(this.#awake),
      workers: this.#awake?.workers ?? 0,
      draining: this.#draining.size,
      why: this.#trouble.why,
      retry_at: this.#trouble.retryAt,
    };
  }

  get #condition(): PoolState['state'] {
    if (this.#socket.isTaken) return 'refused';
    if (this.#awake !== undefined) return 'awake';
    if (this.#isWaking) return 'starting';
    return this.#trouble.why === '' ? 'asleep' : 'failed';
  }

  #pass(request: PhpRequest, to: Running): void {
    to.busyAt = this.#context.clock.monotonic();
    void request.passTo(to.socket).then((isPassed) => {
      if (isPassed) return;
      // Nothing listens there any more: it ended too often, or somebody has ended it.
      if (this.#awake === to && this.#starting === undefined) {
        this.#awake = undefined;
        const failures = this.#trouble.ended(`PHP ${this.#wanted.version} ended by itself`);
        this.#context.log('ended', this.#wanted.id, { fpm: to.name, failures });
        void this.#inTurn(() => this.#stop(to.name));
      }
      if (this.#awake === to) request.refuse();
      else this.accept(request);
    });
  }

  #wake(): void {
    this.#isWaking = true;
    const started = this.#context.queueStart(() => this.#inTurn(() => this.#start()));
    void started.finally(() => {
      this.#isWaking = false;
      this.#passWaiting();
    });
  }

  async #start(): Promise<void> {
    if (this.#isClosed || this.#awake !== undefined) return;
    const why = await this.#bringUp((running) => this.#become(running)).catch(errorMessage);
    this.#starting = undefined;
    if (why === undefined || this.#isClosed) return;
    this.#awake = undefined;
    this.#fail(why);
    this.#refuseWaiting();
    await this.#lead();
  }

  /** The new one first. The old one goes on with the requests that it has. */
  async #replace(): Promise<void> {
    const old = this.#awake;
    if (old === undefined || this.#isClosed || this.#trouble.isWaiting) return;
    const why = await this.#bringUp(async () => undefined, old).catch(errorMessage);
    this.#starting = undefined;
    if (why !== undefined && !this.#isClosed) this.#fail(why);
  }

  /**
   * Starts the FPM that the order asks for.
   *
   * @param whenItListens done as soon as its socket takes requests, before it is ready for them
   * @param old is replaced once it is ready
   * @returns why it did not come up
   */
  async #bringUp(
    whenItListens: (running: Running) => Promise<void>,
    old?: Running,
  ): Promise<string | undefined> {
    const { runner, log } = this.#context;
    const fpm = await this.#context.prepare(this.#wanted);
    if (fpm.name === old?.name) return undefined;
    const running = this.#draining.get(fpm.name) ?? this.#running(fpm.name);
    this.#starting = fpm.name;
    if (!this.#draining.has(fpm.name)) await runner.start(fpm);
    if (!this.#isClosed) await whenItListens(running);
    const outcome = await runner.untilReady(fpm);
    if (!outcome.ok || this.#isClosed) {
      await this.#stop(fpm.name);
      return outcome.ok ? undefined : outcome.why;
    }
    this.#draining.delete(fpm.name);
    this.#trouble.isUp();
    if (old === undefined) {
      log('awake', this.#wanted.id, { fpm: fpm.name });
      return undefined;
    }
    this.#draining.set(old.name, old);
    await this.#become(running);
    log('replaced', this.#wanted.id, { fpm: fpm.name, before: old.name });
    return undefined;
  }

  /** From here on requests go to this FPM, by way of its own socket. */
  async #become(running: Running): Promise<void> {
    this.#awake = running;
    await this.#lead();
    this.#passWaiting();
  }

  async #sleep(running: Running): Promise<void> {
    if (this.#awake !== running || this.#isClosed) return;
    this.#awake = undefined;
    this.#draining.set(running.name, running);
    await this.#lead();
    this.#context.log('asleep', this.#wanted.id);
  }

  /** Ends an FPM that gets no more requests once it has none left, or has had long enough for them. */
  async #drain(running: Running): Promise<void> {
    const isLate = this.#context.clock.monotonic() - running.busyAt > this.#wanted.requestMs + GRACE_MS;
    const processes = await this.#context.runner.processes(this.#wanted.uid, running.name);
    if (processes > 1 && !isLate) return;
    await this.#inTurn(async () => {
      // Meanwhile it may have been taken back.
      if (this.#draining.delete(running.name)) await this.#stop(running.name);
    });
  }

  async #see(running: Running): Promise<number> {
    const processes = await this.#context.runner.processes(this.#wanted.uid, running.name);
    running.workers = Math.max(0, processes - 1);
    if (running.workers > 0) running.busyAt = this.#context.clock.monotonic();
    return processes;
  }

  #isCurrent(running: Running, installation?: string): boolean {
    const name = parseFpmName(running.name);
    if (name?.generation !== this.#wanted.generation) return false;
    return installation === undefined || name.installation === installation;
  }

  async #lead(): Promise<void> {
    if (this.#isClosed) return;
    const others = [...this.#draining.values()].map(({ socket }) => socket);
    await this.#socket.lead(this.#awake?.socket, others, this.#wanted);
  }

  #fail(why: string): void {
    const failures = this.#trouble.failed(why);
    this.#context.log('start failed', this.#wanted.id, { why, failures });
  }

  #passWaiting(): void {
    for (const request of this.#waiting.splice(0)) this.accept(request);
  }

  #refuseWaiting(): void {
    for (const request of this.#waiting.splice(0)) request.refuse();
  }

  #running(name: string): Running {
    const { clock, runDir } = this.#context;
    return { name, socket: socketOf(name, runDir), busyAt: clock.monotonic(), workers: 0 };
  }

  async #stop(name: string): Promise<void> {
    await this.#context.runner.stop([name]).catch((error: unknown) => {
      this.#context.log('could not be stopped', this.#wanted.id, { fpm: name, why: errorMessage(error) });
    });
  }

  async #stopAll(): Promise<void> {
    const names = [this.#starting, this.#awake?.name, ...this.#draining.keys()];
    const known = names.filter((name) => name !== undefined);
    this.#awake = undefined;
    this.#draining.clear();
    if (known.length > 0) await this.#context.runner.stop(known);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
