import type { AnswerListener } from '../../host/sockets/unix-socket.ts';
import type { Answerer } from './request-handler.ts';

/** The answers that a service has begun, so that it is not taken apart under them. */
export class AnswersUnderWay {
  readonly #begun = new Set<Promise<void>>();

  of(answer: AnswerListener): Answerer {
    return async (request, response) => {
      const begun = Promise.resolve(answer(request, response)).then(() => undefined);
      this.#begun.add(begun);
      try {
        await begun;
      } finally {
        this.#begun.delete(begun);
      }
    };
  }

  /** Resolves once all that had begun by now have ended. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#begun);
  }
}
