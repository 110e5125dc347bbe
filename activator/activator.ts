import type { PhpRequest } from '../src/host/php-sockets.ts';
import type { RootFiles } from '../src/host/root-files.ts';
import type { PoolState } from '../src/model/php-order.ts';
import { TurnsByKey } from '../src/queue/turns.ts';
import { listOrders, readOrder } from './orders.ts';
import { Pool } from './pool.ts';
import type { PoolContext, PoolEvent } from './pool-context.ts';
import { PoolLoads } from './pool-loads.ts';
import { fpmOf, parseFpmName, type WantedPool, wantedPool } from './wanted-pool.ts';

interface ActivatorOptions extends Omit<PoolContext, 'prepare' | 'log' | 'loads'> {
  readonly files: RootFiles;
  readonly stateDir: string;
  log(event: ActivatorEvent, more: Readonly<Record<string, unknown>>): void;
}

type ActivatorEvent = PoolEvent | 'order refused' | 'pool failed';

/** All pools of the host, by the orders that jopaneld has published. */
export class Activator {
  readonly #options: ActivatorOptions;
  readonly #context: PoolContext;
  readonly #loads: PoolLoads;
  readonly #pools = new Map<string, Pool>();
  /** The ids of an account's pools. */
  readonly #accounts = new Map<string, readonly string[]>();
  readonly #installations = new Map<string, string | undefined>();
  /** What an account waits for holds up no other. */
  readonly #turns = new TurnsByKey();
  #isUpgrading = false;

  constructor(options: ActivatorOptions) {
    this.#options = options;
    const { log, sockets, clock, runDir } = options;
    this.#loads = new PoolLoads(sockets, clock, `${runDir}/awake`);
    this.#context = {
      ...options,
      loads: this.#loads,
      prepare: (pool) => this.#prepare(pool),
      log: (event, pool, more = {}) => log(event, { pool, ...more }),
    };
  }

  /** Opens the pools of all accounts, and takes over the FPMs that run already. */
  async open(): Promise<void> {
    const { files, stateDir, runDir, runner } = this.#options;
    for (const folder of ['asleep', 'awake', 'config']) {
      await files.makeFolder(`${runDir}/${folder}`, { uid: 0, gid: 0, mode: 0o711 });
    }
    const found = Map.groupBy((await runner.list()).keys(), (name) => parseFpmName(name)?.username);
    for (const username of await listOrders(files, stateDir)) {
      await this.#guarded(username, () => this.#takeUp(username, found.get(username) ?? []));
    }
  }

  /** Reads the orders of these accounts again, and returns once each is in force or has failed. */
  async takeUp(usernames: readonly string[]): Promise<void> {
    await Promise.all(
      usernames.map((username) =>
        this.#turns.run(username, () => this.#guarded(username, () => this.#takeUp(username, []))),
      ),
    );
  }

  /** The pools of these accounts, or all of them. */
  states(usernames?: readonly string[]): readonly PoolState[] {
    const ids = usernames?.flatMap((username) => this.#accounts.get(username) ?? []) ?? this.#pools.keys();
    return [...ids].flatMap((id) => this.#pools.get(id)?.state ?? []);
  }

  /** Looks at the requests of the FPMs, for the states. */
  async look(): Promise<void> {
    await this.#guarded('', () => this.#loads.look());
  }

  /** The user of nginx's workers; undefined while no account has PHP. */
  get nginxUser(): string | undefined {
    const [pool] = this.#pools.values();
    return pool?.wanted.socketOwner;
  }

  /** Looks again where another program had a pool's name. */
  async retryRefused(usernames: readonly string[]): Promise<void> {
    for (const id of usernames.flatMap((username) => this.#accounts.get(username) ?? [])) {
      const pool = this.#pools.get(id);
      if (pool?.state.state === 'refused') await this.#guarded(id, () => pool.mend());
    }
  }

  /** Takes a request that did not get through to its pool's own socket. */
  accept(id: string, request: PhpRequest): void {
    const pool = this.#pools.get(id);
    if (pool === undefined) {
      request.refuse();
      return;
    }
    // Its name may have been taken away, as by a shared PHP-FPM that ends.
    void pool.mend();
    pool.accept(request);
  }

  /** Reviews all pools: those that idle go to sleep, and FPMs that have finished their requests end. */
  async review(): Promise<void> {
    const pools = [...this.#pools.values()];
    if (pools.some(({ isAwake }) => isAwake)) await this.look();
    await Promise.all(pools.map((pool) => this.#guarded(pool.wanted.id, () => pool.review())));
  }

  /** Starts what runs a PHP from before an upgrade again, one after the other. */
  async upgrade(): Promise<void> {
    const installations = await this.#settledInstallations();
    if (this.#isUpgrading) return;
    this.#isUpgrading = true;
    for (const pool of [...this.#pools.values()]) {
      const { id, version } = pool.wanted;
      await this.#guarded(id, () => pool.upgrade(installations.get(version)));
    }
    this.#isUpgrading = false;
  }

  /** Finds orders that have come or gone without a word, and names that lead elsewhere. */
  async sweep(): Promise<void> {
    const { files, stateDir } = this.#options;
    const ordered = await listOrders(files, stateDir);
    // A folder that is not there asks for nothing.
    if (ordered.length > 0) {
      const known = [...this.#accounts.keys()];
      const missed = new Set(ordered).symmetricDifference(new Set(known));
      if (missed.size > 0) await this.takeUp([...missed]);
    }
    for (const pool of [...this.#pools.values()]) await this.#guarded(pool.wanted.id, () => pool.mend());
  }

  /** Stops taking requests and returns once those that it has are with their FPMs, which go on. */
  async leave(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.leave()));
  }

  async #takeUp(username: string, found: readonly string[]): Promise<void> {
    const { files, stateDir, log } = this.#options;
    const read = await readOrder(files, stateDir, username);
    if (read.kind === 'damaged') {
      log('order refused', { account: username, why: read.why });
      return;
    }
    const order = read.kind === 'order' ? read.order : undefined;
    const wanted = order?.pools.map((pool) => wantedPool(order, pool)) ?? [];
    const before = this.#accounts.get(username) ?? [];
    const gone = before.filter((id) => !wanted.some((pool) => pool.id === id));
    await Promise.all(gone.map((id) => this.#close(id)));
    if (wanted.length === 0) this.#accounts.delete(username);
    else
      this.#accounts.set(
        username,
        wanted.map(({ id }) => id),
      );
    await Promise.all(wanted.map((pool, index) => this.#bringTo(pool, fpmsFor(pool, index, wanted, found))));
  }

  async #bringTo(wanted: WantedPool, found: readonly string[]): Promise<void> {
    const known = this.#pools.get(wanted.id);
    if (known !== undefined) return known.change(wanted);
    const pool = new Pool(wanted, this.#context);
    this.#pools.set(wanted.id, pool);
    await pool.open(found);
  }

  async #close(id: string): Promise<void> {
    const pool = this.#pools.get(id);
    this.#pools.delete(id);
    await pool?.close();
  }

  /** The order as it lies there now, so that an old order starts nothing. */
  async #prepare({ id, username }: WantedPool) {
    const { files, stateDir, runner, runDir } = this.#options;
    const read = await readOrder(files, stateDir, username);
    if (read.kind !== 'order')
      throw new Error(read.kind === 'damaged' ? read.why : 'there is no order for it');
    const pool = read.order.pools.find((one) => one.id === id);
    if (pool === undefined) throw new Error('the order does not name it any more');
    const installation = await runner.installation(pool.version);
    if (installation === undefined) throw new Error(`PHP ${pool.version} is not installed`);
    const fpm = fpmOf(read.order, pool, installation, runDir);
    const text = `${pool.config.join('\n')}\n`;
    // Not for other accounts: it holds the environment of this one.
    await files.put([{ path: fpm.config, text, mode: 0o640, uid: 0, gid: read.order.gid }]);
    return fpm;
  }

  /** What is in the middle of an upgrade looks different the next time. */
  async #settledInstallations(): Promise<ReadonlyMap<string, string | undefined>> {
    const settled = new Map<string, string | undefined>();
    for (const version of new Set([...this.#pools.values()].map(({ wanted }) => wanted.version))) {
      const now = await this.#options.runner.installation(version);
      settled.set(version, now === this.#installations.get(version) ? now : undefined);
      this.#installations.set(version, now);
    }
    return settled;
  }

  /** What goes wrong with one account goes wrong for that one only. */
  async #guarded(account: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => this.#options.log('pool failed', { account, error }));
  }
}

/** FPMs of a version that no pool asks for any more finish their requests as part of the account's first. */
function fpmsFor(
  pool: WantedPool,
  index: number,
  all: readonly WantedPool[],
  found: readonly string[],
): readonly string[] {
  return found.filter((name) => {
    const version = parseFpmName(name)?.version;
    return version === pool.version || (index === 0 && !all.some((other) => other.version === version));
  });
}
