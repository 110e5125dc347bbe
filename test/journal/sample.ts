// Small journals and the events that go into them.
import { DatabaseSync } from 'node:sqlite';
import { canonicalJson } from '../../src/journal/canonical-json.ts';
import type { NewEvent } from '../../src/journal/event.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/open-journal.ts';
import { digestOf } from '../../src/model/digest.ts';

/** A clock that moves on by one second at every look. */
export function tickingClock(start = 1_700_000_000_000): () => number {
  let time = start;
  return () => {
    time += 1000;
    return time;
  };
}

export function neverSetAside(path: string): string {
  throw new Error(`nothing was wrong with ${path}`);
}

export function openMemory(now: () => number = tickingClock(), identity = 'test'): Journal {
  return openJournal({ path: ':memory:', now, setAside: neverSetAside, identity }).journal;
}

export interface SampleSet {
  readonly uid?: number;
  readonly gid?: number;
  readonly status?: string;
  readonly domains?: readonly string[];
  readonly databases?: readonly string[];
  readonly package?: string;
  readonly contact_email?: string;
}

type Observed = Extract<NewEvent, { kind: 'set.observed' }>;

/** An accepted set; equal sets have equal revisions. */
export function observed(account: string, set: SampleSet = {}): Observed {
  const domains = [...(set.domains ?? [`${account}.example`])];
  const uid = set.uid ?? 10_000;
  const identity = {
    uid,
    gid: set.gid ?? uid,
    status: set.status ?? 'active',
    package: set.package ?? 'basic',
    contact_email: set.contact_email ?? `${account}@example.org`,
  };
  const content = canonicalJson({
    account: { username: account, ...identity },
    domains: { domains },
    limits: {},
    services: {},
    ssh: {},
  });
  const revision = digestOf(content);
  const claims = [...domains.map((domain) => `domain:${domain}`), `uid:${uid}`];
  const primary_domain = domains[0] ?? '';
  const data = {
    ...{ revision, claims, ...identity, primary_domain, domains, fingerprint: `stat of ${revision}` },
    ...(set.databases === undefined ? {} : { databases: [...set.databases] }),
  };
  return { kind: 'set.observed', account, data, content };
}

/** Reads and writes beneath the journal, as damage does. */
export function beneath<T>(path: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}
