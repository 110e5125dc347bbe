import type { VanishCause } from '../../model/status/vanish-cause.ts';

/** A folder is only asked about once it has been gone this long: editors and tools replace folders in two steps. */
export const VANISH_GRACE_MS = 5_000;

/** Retirements within this time count as "at once", so that a slow `rm -r` is seen as one act. */
export const VANISH_WINDOW_MS = 600_000;

interface VanishLimits {
  readonly max_accounts: number;
  readonly max_percent: number;
}

export interface VanishSituation {
  /** All times here are those of the monotonic clock. */
  readonly now: number;
  /** What the users folder looks like at this moment. */
  readonly folder:
    | { readonly state: 'ok'; readonly device: number; readonly accounts: number }
    | { readonly state: 'missing' }
    | { readonly state: 'unreadable'; readonly reason: string };
  /** The device that the users folder was on when it was last trusted; undefined before the first time. */
  readonly knownDevice: number | undefined;
  /** How many accounts are known and not retired, with those that have vanished. */
  readonly known: number;
  /** Accounts whose folder is gone, and since when. */
  readonly vanished: ReadonlyMap<string, number>;
  /** Folders that hold a vanished account's identity under another name. */
  readonly renamed: ReadonlyMap<string, string>;
  /** When accounts were retired, but for those that an operator retired by name. */
  readonly retiredSince: readonly number[];
}

/** What speaks against retiring, as the journal keeps it; the sentences are made from it for people. */
interface VanishDoubt {
  readonly cause: VanishCause;
  /** How many accounts it is about. */
  readonly count: number;
}

export interface VanishDecision {
  readonly retire: readonly string[];
  /** Undefined when every vanished account may be retired. */
  readonly doubt: VanishDoubt | undefined;
  /** Why a vanished account stays in force, by username. Those still in their grace time are not named. */
  readonly held: ReadonlyMap<string, string>;
  /** When there may be something new to decide, if nothing else happens. */
  readonly lookAgainAt: number | undefined;
}

/**
 * Decides which vanished accounts may be retired. Whenever anything suggests
 * that files are missing rather than removed, the answer is none.
 */
export function decideVanished(situation: VanishSituation, limits: VanishLimits): VanishDecision {
  const { now, vanished, renamed } = situation;
  const everyone = [...vanished.keys()];
  const whole = wholeFolderDoubt(situation) ?? tooManyAtOnce(situation, limits);
  if (whole !== undefined) {
    const { message, ...doubt } = whole;
    const held = new Map(everyone.map((name) => [name, message]));
    return { retire: [], doubt, held, lookAgainAt: undefined };
  }
  const held = new Map(
    everyone.flatMap((name) => {
      const to = renamed.get(name);
      return to === undefined
        ? []
        : [[name, `its folder seems to have been renamed to ${to}; rename it back to ${name}`] as const];
    }),
  );
  const candidates = everyone.filter((name) => !held.has(name));
  const dueAt = (name: string) => (vanished.get(name) ?? now) + VANISH_GRACE_MS;
  const early = candidates.map(dueAt).filter((due) => due > now);
  return {
    retire: candidates.filter((name) => dueAt(name) <= now),
    doubt: held.size === 0 ? undefined : { cause: 'renamed', count: held.size },
    held,
    lookAgainAt: early.length === 0 ? undefined : Math.min(...early),
  };
}

type ToldDoubt = VanishDoubt & { readonly message: string };

function wholeFolderDoubt({ folder, knownDevice, vanished }: VanishSituation): ToldDoubt | undefined {
  const count = vanished.size;
  if (count === 0) return undefined;
  if (folder.state === 'missing')
    return {
      cause: 'folder-missing',
      count,
      message: 'the users folder is missing; is it mounted?',
    };
  if (folder.state === 'unreadable') {
    const message = `the users folder cannot be read: ${folder.reason}`;
    return { cause: 'folder-unreadable', count, message };
  }
  if (folder.accounts === 0) return { cause: 'folder-empty', count, message: 'the users folder is empty' };
  if (knownDevice !== undefined && folder.device !== knownDevice) {
    const message = 'the users folder is on another device than before; is the right one mounted?';
    return { cause: 'folder-on-other-device', count, message };
  }
  return undefined;
}

function tooManyAtOnce(situation: VanishSituation, limits: VanishLimits): ToldDoubt | undefined {
  const { now, known, vanished, retiredSince } = situation;
  const lately = retiredSince.filter((time) => time > now - VANISH_WINDOW_MS).length;
  const atOnce = vanished.size + lately;
  // A percentage of a small host is less than one account; one at a time is what an operator does by hand.
  // None at all is meant where it says so.
  const least = limits.max_percent === 0 ? 0 : 1;
  const byPercent = Math.max(least, Math.floor(((known + lately) * limits.max_percent) / 100));
  const allowed = Math.min(limits.max_accounts, byPercent);
  if (vanished.size === 0 || atOnce <= allowed) return undefined;
  const most = `at most ${limits.max_accounts}, and ${limits.max_percent} % of ${known + lately}`;
  const message = `${atOnce} accounts vanished at once, and ${allowed} may (vanish: ${most})`;
  return { cause: 'too-many-at-once', count: atOnce, message };
}
