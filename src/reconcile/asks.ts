/** What a person asks for, beside what the files ask for. */
export type Ask =
  | { readonly kind: 'apply'; readonly usernames: readonly string[] }
  /** Retires accounts whose folder is gone though a guard holds them. */
  | { readonly kind: 'retire'; readonly usernames: readonly string[] }
  | { readonly kind: 'purge'; readonly username: string };

/** Why not, by username; empty when all of it is done or on its way. */
export type AskAnswer = ReadonlyMap<string, string>;

export interface WaitingAsk {
  readonly ask: Ask;
  readonly answer: (answer: AskAnswer) => void;
}

/** What was asked for and not looked at yet: kept until the loop gets to it. */
export class Asks {
  readonly #waiting: WaitingAsk[] = [];
  readonly #wake: () => void;
  #isClosed = false;

  /** @param wake lets the loop know that there is something to do */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Answered once it is decided. */
  add(ask: Ask): Promise<AskAnswer> {
    return new Promise((answer) => {
      if (this.#isClosed) return answer(unanswered(ask));
      this.#waiting.push({ ask, answer });
      this.#wake();
    });
  }

  /** What is given is forgotten here. */
  take(): readonly WaitingAsk[] {
    return this.#waiting.splice(0);
  }

  close(): void {
    this.#isClosed = true;
    for (const { ask, answer } of this.take()) answer(unanswered(ask));
  }
}

function unanswered(ask: Ask): AskAnswer {
  const usernames = ask.kind === 'purge' ? [ask.username] : ask.usernames;
  return new Map(usernames.map((username) => [username, 'the daemon is stopping']));
}
