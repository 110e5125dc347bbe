/** How the watching of the users folder goes. */
export interface WatchHealth {
  readonly watching: boolean;
  /** The number of hints since the start. */
  readonly hints: number;
  /** Epoch milliseconds. */
  readonly lastHintAt: number | null;
  /** How often hints may have been lost, and the last reason for that. */
  readonly lost: number;
  readonly lastLoss: string | null;
}

export const NOT_WATCHING: WatchHealth = {
  watching: false,
  hints: 0,
  lastHintAt: null,
  lost: 0,
  lastLoss: null,
};
