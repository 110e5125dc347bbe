import PQueue from 'p-queue';
import type { Clock } from '../../host/clock.ts';
import type { FrontDoor } from '../../host/front-door.ts';
import type { RootFiles } from '../../host/root-files.ts';
import type { Account } from '../../model/account.ts';
import { sitesOf } from '../../model/sites.ts';

const EVERY_MS = 10_000;
const ACCOUNTS_AT_ONCE = 50;
const NAMES_OF_ONE = 5;
const QUESTIONS_AT_ONCE = 8;
/** A host may have thousands of addresses, so each look at an account asks at the next few of them. */
const ADDRESSES_OF_ONE = 16;
/** The web server may be between two configurations at the first look. */
const AGAIN_AFTER_MS = 1000;

interface ServedWatch {
  readonly frontDoor: Pick<FrontDoor, 'ask'>;
  readonly addresses: () => Promise<readonly string[]>;
  readonly files: Pick<RootFiles, 'read' | 'put'>;
  readonly clock: Pick<Clock, 'sleep' | 'now'>;
  /** Where the answers to challenges lie, which every server of an account gives for every name. */
  readonly acmeDir: string;
  readonly accounts: () => readonly Account[];
  /** The names in the certificates of the host, wildcards included. */
  readonly certified: () => Promise<ReadonlySet<string>>;
  /** Those of the accounts whose home the web server cannot pass through. */
  readonly closed: (accounts: readonly Account[]) => Promise<readonly string[]>;
  /** Called for an account of which something is not as its set says. */
  readonly onFound: (username: string) => void;
  /** Whether the sites of the account are as its set says; others are not asked for. */
  readonly isInForce: (username: string) => boolean;
  /** Called after each look at an account. @param faults a line for each name that another answer came for */
  readonly onLook: (username: string, faults: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

interface Look {
  at: number;
  /** Which of the names, and of the addresses, come next. */
  offset: number;
  addressOffset: number;
  /** By name. */
  readonly faults: Map<string, Fault>;
}

interface Fault {
  readonly address: string;
  readonly text: string;
}

/**
 * Asks for the names of accounts as visitors do, on every address of the host, until `stop` aborts. A few accounts at a
 * time, those first that were not asked for yet or not for the longest time: with 10,000 accounts a round takes half an
 * hour, and no more than fifty accounts are asked for in ten seconds.
 */
export async function watchServed(watch: ServedWatch, stop: AbortSignal): Promise<void> {
  const looks = new Map<string, Look>();
  const probe = { path: '/.well-known/acme-challenge/jopanel-served', expected: 'served by jopanel\n' };
  const file = { path: `${watch.acmeDir}${probe.path}`, text: probe.expected, mode: 0o644, uid: 0, gid: 0 };
  while (!stop.aborted) {
    try {
      const found = await watch.files.read(file.path);
      if (found.kind !== 'file' || found.text !== file.text) await watch.files.put([file]);
      await lookAtSome();
    } catch (error) {
      watch.onError(error);
    }
    await watch.clock.sleep(EVERY_MS, stop);
  }

  async function lookAtSome(): Promise<void> {
    const accounts = watch.accounts();
    const there = new Set(accounts.map(({ username }) => String(username)));
    for (const username of looks.keys()) if (!there.has(username)) looks.delete(username);
    const at = (username: string) => looks.get(username)?.at ?? -1;
    // Only as many as are needed are looked up in the journal.
    const next: Account[] = [];
    for (const account of accounts.toSorted((left, right) => at(left.username) - at(right.username))) {
      if (next.length === ACCOUNTS_AT_ONCE) break;
      if (watch.isInForce(account.username)) next.push(account);
    }
    for (const username of await watch.closed(next)) watch.onFound(username);
    const where = { addresses: await watch.addresses(), certified: await watch.certified() };
    const queue = new PQueue({ concurrency: QUESTIONS_AT_ONCE });
    await queue.addAll(next.map((account) => () => lookAt(account, where)));
  }

  async function lookAt(account: Account, { addresses, certified }: Where): Promise<void> {
    const { username } = account;
    const look = looks.get(username) ?? { at: 0, offset: 0, addressOffset: 0, faults: new Map() };
    looks.set(username, look);
    look.at = watch.clock.now();
    const ports = portsOf(account, certified);
    const names = [...ports.keys()];
    for (const name of look.faults.keys()) if (!names.includes(name)) look.faults.delete(name);
    const asked = inTurn(names, look.offset, NAMES_OF_ONE);
    look.offset = (look.offset + NAMES_OF_ONE) % names.length;
    const doors = inTurn(addresses, look.addressOffset, ADDRESSES_OF_ONE).flatMap((address) => [
      { address, isSecure: false },
      { address, isSecure: true },
    ]);
    // Once every name was asked for here.
    if (look.offset < NAMES_OF_ONE) look.addressOffset += ADDRESSES_OF_ONE;
    const before = new Set([...look.faults.values()].map(({ text }) => text));
    for (const name of asked) {
      if (stop.aborted) return;
      const open = doors.filter(({ isSecure }) => !isSecure || ports.get(name) === 'both');
      const fault = await faultOf(name, open);
      if (fault !== undefined) look.faults.set(name, fault);
      // One that was found at an address that is not asked now stands.
      else if (doors.some(({ address }) => address === look.faults.get(name)?.address))
        look.faults.delete(name);
    }
    const faults = [...look.faults.values()].map(({ text }) => text);
    watch.onLook(username, faults);
    // Once for each fault: what the daemon can mend it mends now, and the rest it says.
    if (faults.some((fault) => !before.has(fault))) watch.onFound(username);
  }

  async function faultOf(name: string, doors: readonly Door[]): Promise<Fault | undefined> {
    for (const door of doors) {
      if ((await askOnce(name, door)) === undefined) continue;
      await watch.clock.sleep(AGAIN_AFTER_MS, stop);
      const text = await askOnce(name, door);
      if (text !== undefined && !stop.aborted) return { address: door.address, text };
    }
    return undefined;
  }

  async function askOnce(name: string, door: Door): Promise<string | undefined> {
    // A wildcard stands for any label.
    const asked = name.replace(/^\*/, 'jopanel-served');
    const answer = await watch.frontDoor.ask({ ...door, name: asked, ...probe });
    if (answer.kind === 'expected') return undefined;
    const place = `${name} at ${door.address}${door.isSecure ? ' by https' : ''}`;
    if (answer.kind === 'none') return `${place}: no answer (${answer.why}); is the web server running?`;
    return `${place}: another site of the web server answers (status ${answer.status}); look for one with this server_name, or with a listen for this address alone`;
  }
}

interface Where {
  readonly addresses: readonly string[];
  readonly certified: ReadonlySet<string>;
}

interface Door {
  readonly address: string;
  readonly isSecure: boolean;
}

/** The names of the account, and on which ports each is served. */
function portsOf(account: Account, certified: ReadonlySet<string>): Map<string, 'plain' | 'both'> {
  return new Map(
    sitesOf(account).flatMap(({ names, settings }) =>
      names.map((name) => {
        // RFC 6125: a wildcard stands for exactly one label.
        const isCertified = certified.has(name) || certified.has(`*.${name.slice(name.indexOf('.') + 1)}`);
        return [name, settings.certificate !== 'none' && isCertified ? 'both' : 'plain'] as const;
      }),
    ),
  );
}

function inTurn<Item>(items: readonly Item[], from: number, most: number): Item[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, index) => items[(from + index) % items.length]).filter(
    (item) => item !== undefined,
  );
}
