// Every change that is made to the simulated machine passes here, is numbered, and may go wrong.

/** The fault of one effect. `during` leaves it half done, where it has two halves. */
export type Fault =
  | { readonly kind: 'crash'; readonly moment: 'before' | 'during' | 'after' }
  /** `done`: it happened all the same, and only its answer was lost. */
  | { readonly kind: 'fail'; readonly code: 'EIO' | 'ENOSPC'; readonly done: boolean }
  | { readonly kind: 'hang'; readonly done: boolean }
  /** It answers that all is well and has done nothing. */
  | { readonly kind: 'lie' };

export type EffectKind = 'file' | 'sync' | 'command' | 'reload' | 'commit';

export interface Effect {
  /** From 1. */
  readonly number: number;
  readonly kind: EffectKind;
  readonly name: string;
  /** Whether something lies between nothing and all of it. */
  readonly hasMiddle: boolean;
}

/** The machine or the daemon is gone: nothing that runs after this does anything any more. */
export class Crash extends Error {
  constructor() {
    super('the daemon is gone');
    this.name = 'Crash';
  }
}

/** As a file operation that the kernel refuses. */
export class SystemError extends Error {
  readonly code: string;

  constructor(code: string, what: string) {
    super(`${code}: ${what}`);
    this.name = 'SystemError';
    this.code = code;
  }
}

/** As long as the longest wait for a command: what hangs fails after that. */
const HANG_MS = 30_000;

export interface EffectsOptions {
  /** Undefined lets the effect happen. */
  readonly decide?: (effect: Effect) => Fault | undefined;
  readonly onCrash?: () => void;
  readonly pass?: (ms: number) => void;
}

export class Effects {
  readonly seen: Effect[] = [];
  readonly #options: EffectsOptions;
  #isAlive = true;

  constructor(options: EffectsOptions = {}) {
    this.#options = options;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** To be called by everything that only looks. @throws Crash */
  check(): void {
    if (!this.#isAlive) throw new Crash();
  }

  /** Product code may keep an error for its report, and after a crash there is no daemon left that could report. @throws Crash */
  async whileAlive<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    this.check();
    return result;
  }

  /** @param half what of it is done when it is cut off in the middle */
  make(kind: EffectKind, name: string, act: () => void, half?: () => void): void {
    this.check();
    const effect = { number: this.seen.length + 1, kind, name, hasMiddle: half !== undefined };
    this.seen.push(effect);
    const fate = this.#options.decide?.(effect);
    if (fate?.kind === 'lie') return;
    if (fate === undefined) {
      act();
      return;
    }
    if (fate.kind === 'crash') {
      if (fate.moment === 'during') half?.();
      if (fate.moment === 'after') act();
      this.crash();
    }
    if (fate.kind === 'hang') this.#options.pass?.(HANG_MS);
    if ('done' in fate && fate.done) act();
    else half?.();
    throw failureOf(effect, fate.kind === 'fail' ? fate.code : undefined);
  }

  crash(): never {
    this.#isAlive = false;
    this.#options.onCrash?.();
    throw new Crash();
  }
}

function failureOf({ kind, name }: Effect, code: string | undefined): Error {
  if (code === undefined) return new Error(`${name} did not end in time`);
  if (kind === 'command' || kind === 'reload') return new Error(`${name} failed with exit code 1: ${code}`);
  return new SystemError(code, name);
}
