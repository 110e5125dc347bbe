import { z } from 'zod';

/** A set as it was accepted, and by what its files are known again. */
export interface CachedSet {
  /** Of the files, from their stats; see `fingerprintOf`. */
  readonly fingerprint: string;
  readonly revision: string;
  /** What meta.json said was applied. */
  readonly recorded: string | undefined;
}

const Kept = z.object({
  judged_by: z.string(),
  sets: z.record(z.string(), z.tuple([z.string(), z.string(), z.nullable(z.string())])),
});
type Kept = z.infer<typeof Kept>;

/**
 * The sets that need no reading for as long as their files look the same and what they were judged by is the same.
 * Kept in a file over a restart, because to read ten thousand sets takes longer than all the rest of a first pass.
 */
export class AcceptedSetCache {
  readonly #sets = new Map<string, CachedSet>();
  #kept: Kept | undefined;
  #judgedBy = '';
  #isKept = true;

  /** @param kept what `toText` gave once; anything else is worth as much as nothing */
  constructor(kept = '') {
    this.#kept = parsed(kept);
  }

  /** Other facts or rules may lead to other results, so nothing that was checked by the old ones is kept. */
  judgeBy(words: string): void {
    if (words === this.#judgedBy) return;
    this.#judgedBy = words;
    this.#sets.clear();
    if (this.#kept?.judged_by === words) {
      for (const [username, [fingerprint, revision, recorded]] of Object.entries(this.#kept.sets))
        this.#sets.set(username, { fingerprint, revision, recorded: recorded ?? undefined });
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

  /** Undefined when nothing has changed since the last time, or since it was given to the constructor. */
  toText(): string | undefined {
    if (this.#isKept) return undefined;
    this.#isKept = true;
    const sets: Kept['sets'] = {};
    for (const [username, { fingerprint, revision, recorded }] of this.#sets)
      sets[username] = [fingerprint, revision, recorded ?? null];
    return `${JSON.stringify({ judged_by: this.#judgedBy, sets } satisfies Kept)}\n`;
  }

  /** To be called when the last text could not be kept. */
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
