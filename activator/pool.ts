import type { PhpRequest } from '../src/host/php-sockets.ts';
import { errorMessage } from '../src/model/error-message.ts';
import type { PoolState } from '../src/model/php-order.ts';
import { Turns } from '../src/queue/turns.ts';
import type { PoolContext } from './pool-context.ts';
import { type PoolFpm, PoolFpms } from './pool-fpms.ts';
import { PoolSocket } from './pool-socket.ts';
import { poolState } from './pool-state.ts';
import { Trouble } from './trouble.ts';
import { WaitingRequests } from './waiting-requests.ts';
import { isWantedFpm, type WantedPool } from './wanted-pool.ts';

/**
 * One pool of one account: a name that always leads to a socket where requests are taken, ours while
 * it sleeps and that of its FPM while it is awake. Changes take turns.
 */
export class Pool {
  readonly #context: PoolContext;
  readonly #socket: PoolSocket;
  readonly #trouble: Trouble;
  readonly #waiting = new WaitingRequests();
  readonly #fpms: PoolFpms;
  readonly #turns = new Turns();
  #wanted: WantedPool;
  #awake: PoolFpm | undefined;
  #starting: string | undefined;
  #isWaking = false;
  #isClosed = false;

  constructor(wanted: WantedPool, context: PoolContext) {
    this.#wanted = wanted;
    this.#context = context;
    this.#socket = new PoolSocket(context.sockets, wanted.id, context.runDir);
    this.#trouble = new Trouble(context.clock, context.random);
    this.#fpms = new PoolFpms(context, wanted.id);
  }

  get wanted(): WantedPool {
    return this.#wanted;
  }

  /** @param found names of FPMs that run already: the one that is wanted is taken over, others get no more requests */
  async open(found: readonly string[]): Promise<void> {
    for (const name of found) {
      if (isWantedFpm(name, this.#wanted) && this.#awake === undefined) this.#awake = this.#fpms.get(name);
      else this.#fpms.drain(this.#fpms.get(name));
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
    } else if (this.#trouble.isWaiting) {
      request.refuse();
    } else {
      this.#waiting.add(request);
      if (!this.#isWaking) this.#wake();
    }
  }

  /** Takes up what the order says now. An FPM that is awake is replaced once the new one is ready. */
  async change(wanted: WantedPool): Promise<void> {
    const before = this.#wanted;
    this.#wanted = wanted;
    if (wanted.generation !== before.generation) this.#trouble.forget();
    if (wanted.socketOwner !== before.socketOwner) await this.#socket.admit(wanted.socketOwner);
    await this.#turns.run(async () => {
      await this.#lead();
      await this.#replace();
    });
  }

  /** Ends the FPMs that have finished, and the one that idles or is no longer wanted gives way. */
  async review(): Promise<void> {
    for (const fpm of this.#fpms.draining) await this.#endDrained(fpm);
    const running = this.#awake;
    if (running === undefined || this.#starting !== undefined) return;
    const processes = await this.#fpms.countProcesses(running, this.#wanted);
    if (this.#awake !== running) return;
    // Without a process of its own, it is systemd that waits for its next request.
    if (processes > 0 && !this.#trouble.isWaiting) this.#trouble.isUp();
    const { clock } = this.#context;
    if (clock.monotonic() - running.busyAt >= this.#wanted.idleMs)
      await this.#turns.run(() => this.#sleep(running));
    else if (!isWantedFpm(running.name, this.#wanted)) await this.#turns.run(() => this.#replace());
  }

  /** Replaces an FPM of another installation of its PHP. @param installation undefined while that is unclear */
  async upgrade(installation: string | undefined): Promise<void> {
    if (installation === undefined || this.#awake === undefined) return;
    if (!isWantedFpm(this.#awake.name, this.#wanted, installation))
      await this.#turns.run(() => this.#replace());
  }

  /** Sees to it that the pool's name leads where it should, whatever somebody else did to it. */
  async mend(): Promise<void> {
    await this.#turns.run(() => this.#lead());
  }

  /** Ends everything of the pool, also what is being started. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.refuse();
    await this.#stopAll();
    // Whatever was under way has seen by now that it is not wanted any more.
    await this.#turns.settled();
    await this.#stopAll();
    await this.#socket.close();
  }

  /** Takes no more requests, and returns once those that wait are with an FPM. What is awake stays so. */
  async leave(): Promise<void> {
    await this.#socket.hush();
    while (this.#isWaking) await this.#turns.settled();
  }

  get isAwake(): boolean {
    return this.#awake !== undefined;
  }

  get state(): PoolState {
    return poolState({
      wanted: this.#wanted,
      awake: this.#awake,
      isWaking: this.#isWaking,
      isTaken: this.#socket.isTaken,
      draining: this.#fpms.draining,
      trouble: this.#trouble,
      loads: this.#context.loads,
    });
  }

  #pass(request: PhpRequest, to: PoolFpm): void {
    to.busyAt = this.#context.clock.monotonic();
    to.passed += 1;
    void request.passTo(to.socket).then((isPassed) => {
      if (isPassed) return;
      // Nothing listens there any more: it ended too often, or somebody has ended it.
      if (this.#awake === to && this.#starting === undefined) {
        this.#awake = undefined;
        const failures = this.#trouble.ended(`PHP ${this.#wanted.version} ended by itself`);
        this.#context.log('ended', this.#wanted.id, { fpm: to.name, failures });
        void this.#turns.run(() => this.#fpms.stop(to.name));
      }
      if (this.#awake === to) request.refuse();
      else this.accept(request);
    });
  }

  #wake(): void {
    this.#isWaking = true;
    const started = this.#context.queueStart(() => this.#turns.run(() => this.#start()));
    void started.finally(() => {
      this.#isWaking = false;
      this.#waiting.release((request) => this.accept(request));
    });
  }

  async #start(): Promise<void> {
    if (this.#isClosed || this.#awake !== undefined) return;
    const why = await this.#bringUp((running) => this.#become(running)).catch(errorMessage);
    this.#starting = undefined;
    if (why === undefined || this.#isClosed) return;
    this.#awake = undefined;
    this.#fail(why);
    this.#waiting.refuse();
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
    whenItListens: (running: PoolFpm) => Promise<void>,
    old?: PoolFpm,
  ): Promise<string | undefined> {
    const { runner, log } = this.#context;
    const fpm = await this.#context.prepare(this.#wanted);
    if (fpm.name === old?.name) return undefined;
    const running = this.#fpms.get(fpm.name);
    this.#starting = fpm.name;
    if (!this.#fpms.isDraining(fpm.name)) await runner.start(fpm);
    if (!this.#isClosed) await whenItListens(running);
    const outcome = await runner.untilReady(fpm);
    if (!outcome.ok || this.#isClosed) {
      await this.#fpms.stop(fpm.name);
      return outcome.ok ? undefined : outcome.why;
    }
    this.#fpms.takeBack(fpm.name);
    this.#trouble.isUp();
    if (old === undefined) {
      log('awake', this.#wanted.id, { fpm: fpm.name });
      void this.#fpms.callWorkers(running);
      return undefined;
    }
    this.#fpms.drain(old);
    await this.#become(running);
    log('replaced', this.#wanted.id, { fpm: fpm.name, before: old.name });
    return undefined;
  }

  /** From here on requests go to this FPM, by way of its own socket. */
  async #become(running: PoolFpm): Promise<void> {
    this.#awake = running;
    await this.#lead();
    this.#waiting.release((request) => this.accept(request));
  }

  async #sleep(running: PoolFpm): Promise<void> {
    if (this.#awake !== running || this.#isClosed) return;
    this.#awake = undefined;
    this.#fpms.drain(running);
    await this.#lead();
    this.#context.log('asleep', this.#wanted.id);
  }

  async #endDrained(fpm: PoolFpm): Promise<void> {
    if (!(await this.#fpms.hasDrained(fpm, this.#wanted))) return;
    await this.#turns.run(async () => {
      // Meanwhile it may have been taken back.
      if (this.#fpms.takeBack(fpm.name)) await this.#fpms.stop(fpm.name);
    });
  }

  async #lead(): Promise<void> {
    if (this.#isClosed) return;
    const others = this.#fpms.draining.map(({ socket }) => socket);
    await this.#socket.lead(this.#awake?.socket, others, this.#wanted);
  }

  #fail(why: string): void {
    const failures = this.#trouble.failed(why);
    this.#context.log('start failed', this.#wanted.id, { why, failures });
  }

  async #stopAll(): Promise<void> {
    const names = [this.#starting, this.#awake?.name].filter((name) => name !== undefined);
    this.#awake = undefined;
    await this.#fpms.stopAll(names);
  }
}
