/** A signal that never aborts, for work that always runs to its end. */
export const NEVER_ABORTED: AbortSignal = new AbortController().signal;
