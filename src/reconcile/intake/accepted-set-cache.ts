import { z } from 'zod';

/** What is remembered of a set that was accepted. */
interface CachedSet {
  /** Of the stats of its files; see `fingerprintOf`. */
  readonly fingerprint: string;
  readonly revision: string;
  /** The revision that meta.json names as applied. */
  readonly appliedInMeta: string | undefined;
}

const Kept = z.object({
  judged_by: z.string(),
  sets: z.record(z.string(), z.tuple([z.string(), z.string(), z.nullable(z.string())])),
});
type Kept = z.infer<typeof Kept>;

/**
 * The sets that need no reading for as long as their files look the same, and so do the rules and facts that they were
 * checked by. Reading ten thousand sets takes longer than all the rest of a first pass.
 */
export class AcceptedSetCache {
  readonly #sets = new Map<string, CachedSet>();
  #kept: Kept | undefined;
  #rules = '';
  #isKept = true;

  /** @param kept what `toText` returned in an earlier run; any other text counts as empty */
  constructor(kept = '') {
    this.#kept = parsed(kept);
  }

  /** To be called before anything else, with a text that names the rules and facts. Sets that were checked by others are forgotten. */
  checkBy(rules: string): void {
    if (rules === this.#rules) return;
    this.#rules = rules;
    this.#sets.clear();
    if (this.#kept?.judged_by === rules) {
      for (const [username, [fingerprint, revision, appliedInMeta]] of Object.entries(this.#kept.sets))
        this.#sets.set(username, { fingerprint, revision, appliedInMeta: appliedInMeta ?? undefined });
    } else {
      this.#isKept = false;
    }
    this.#kept = undefined;
  }

  get(username: string): CachedSet | undefined {
    return this.#sets.get(username);
  }

  note(username: string, set: CachedSet): void {
    this.#sets.set(username, set);
    this.#isKept = false;
  }

  forget(username: string): void {
    if (this.#sets.delete(username)) this.#isKept = false;
  }

  /** Undefined when nothing has changed since the last call, or since the start. */
  toText(): string | undefined {
    if (this.#isKept) return undefined;
    this.#isKept = true;
    const sets: Kept['sets'] = {};
    for (const [username, { fingerprint, revision, appliedInMeta }] of this.#sets)
      sets[username] = [fingerprint, revision, appliedInMeta ?? null];
    return `${JSON.stringify({ judged_by: this.#rules, sets } satisfies Kept)}\n`;
  }

  /** To be called when the last text could not be saved. */
  markUnsaved(): void {
    this.#isKept = false;
  }
}

function parsed(text: string): Kept | undefined {
  try {
    return Kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
