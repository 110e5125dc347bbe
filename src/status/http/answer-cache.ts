// Keeps answers for a moment: hundreds of clients may ask for the same at once.

import type { ErrorReply } from '../route.ts';
import type { AnswerBody } from './body.ts';

/** Until the next journal entry an answer may be given again for this long. */
const FRESH_MS = 250;
const MOST_ANSWERS = 500;

interface AnswerCacheOptions {
  /** The monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** The number of the newest journal entry: an older answer could contradict events that a client has seen. */
  readonly head: () => number;
}

export class AnswerCache {
  readonly #options: AnswerCacheOptions;
  readonly #answers = new Map<
    string,
    { readonly body: AnswerBody; readonly head: number; readonly at: number }
  >();

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
  }

  /** @param fresh skips the cached answer; the new one is kept all the same. Errors are never kept */
  async answer(
    target: string,
    fresh: boolean,
    make: () => Promise<AnswerBody | ErrorReply>,
  ): Promise<AnswerBody | ErrorReply> {
    const head = this.#options.head();
    const known = this.#answers.get(target);
    if (!fresh && known?.head === head && this.#options.now() - known.at < FRESH_MS) return known.body;
    const body = await make();
    if ('ok' in body) return body;
    if (this.#answers.size >= MOST_ANSWERS) this.#answers.clear();
    this.#answers.set(target, { body, head, at: this.#options.now() });
    return body;
  }
}
