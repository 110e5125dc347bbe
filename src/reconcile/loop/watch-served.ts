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
/** The web server may be between two configurations at the first look. */
const AGAIN_AFTER_MS = 1000;

export interface ServedWatch {
  readonly frontDoor: Pick<FrontDoor, 'ask'>;
  readonly addresses: () => Promise<readonly string[]>;
  readonly files: Pick<RootFiles, 'read' | 'put'>;
  readonly clock: Pick<Clock, 'sleep' | 'now'>;
  /** Where the answers to challenges lie, which every server of an account gives for every name. */
  readonly acmeDir: string;
  readonly accounts: () => readonly Account[];
  /** Whether the sites of the account are as its set says; others are not asked for. */
  readonly isInForce: (username: string) => boolean;
  /** Called after each look at an account. @param faults a line for each name that another answer came for */
  readonly onLook: (username: string, faults: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

interface Look {
  at: number;
  /** Which of the names come next. */
  offset: number;
  /** By name. */
  readonly faults: Map<string, string>;
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
    const addresses = await watch.addresses();
    const queue = new PQueue({ concurrency: QUESTIONS_AT_ONCE });
    await queue.addAll(next.map((account) => () => lookAt(account, addresses)));
  }

  async function lookAt(account: Account, addresses: readonly string[]): Promise<void> {
    const { username } = account;
    const look = looks.get(username) ?? { at: 0, offset: 0, faults: new Map<string, string>() };
    looks.set(username, look);
    look.at = watch.clock.now();
    const names = sitesOf(account).flatMap((site) => site.names);
    for (const name of look.faults.keys()) if (!names.includes(name)) look.faults.delete(name);
    const turn = [...names, ...names].slice(look.offset, look.offset + Math.min(NAMES_OF_ONE, names.length));
    look.offset = (look.offset + NAMES_OF_ONE) % names.length;
    for (const name of turn) {
      if (stop.aborted) return;
      const fault = await faultOf(name, addresses);
      if (fault === undefined) look.faults.delete(name);
      else look.faults.set(name, fault);
    }
    watch.onLook(username, [...look.faults.values()]);
  }

  async function faultOf(name: string, addresses: readonly string[]): Promise<string | undefined> {
    for (const address of addresses) {
      let fault = await askOnce(name, address);
      if (fault === undefined) continue;
      await watch.clock.sleep(AGAIN_AFTER_MS, stop);
      fault = await askOnce(name, address);
      if (fault !== undefined && !stop.aborted) return fault;
    }
    return undefined;
  }

  async function askOnce(name: string, address: string): Promise<string | undefined> {
    // A wildcard stands for any label.
    const asked = name.replace(/^\*/, 'jopanel-served');
    const answer = await watch.frontDoor.ask({ address, name: asked, ...probe });
    if (answer.kind === 'expected') return undefined;
    const place = `${name} at ${address}`;
    if (answer.kind === 'none') return `${place}: no answer (${answer.why}); is the web server running?`;
    return `${place}: another site of the web server answers (status ${answer.status}); look for one with this server_name, or with a listen for this address alone`;
  }
}
