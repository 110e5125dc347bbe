// How the mirror is doing, as plain values: it is told from thread to thread.

export interface MirrorView {
  readonly state: 'starting' | 'in_step' | 'catching_up' | 'down';
  /** The audit log has the entries of the journal up to this one, as far as is known here. */
  readonly auditThrough: number;
  /** The rows of accounts are as this entry left them; null before it is known. */
  readonly accountsThrough: number | null;
  /** When it was last seen to have everything. Epoch milliseconds, as all times here. */
  readonly inStepAt: number | null;
  /** Why it is down; null when it is not. */
  readonly fault: { readonly since: number; readonly message: string; readonly remedy: string } | null;
  readonly nextTryAt: number | null;
  /** Since the start of the daemon. */
  readonly failures: number;
}

export function atStart(auditThrough: number): MirrorView {
  return {
    state: 'starting',
    auditThrough,
    accountsThrough: null,
    inStepAt: null,
    fault: null,
    nextTryAt: null,
    failures: 0,
  };
}
