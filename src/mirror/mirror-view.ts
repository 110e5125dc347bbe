// The state of the mirror as plain values, which are sent from thread to thread.

export interface MirrorView {
  readonly state: 'starting' | 'in_step' | 'catching_up' | 'down';
  /** The audit log has the journal entries up to this one, as far as this host knows. */
  readonly auditThrough: number;
  /** The account rows are as this entry left them; null before it is known. */
  readonly accountsThrough: number | null;
  /** When it last had everything. Epoch milliseconds, as are all times here. */
  readonly inStepAt: number | null;
  /** Why it is down; null when it is not. */
  readonly fault: { readonly since: number; readonly message: string; readonly remedy: string } | null;
  readonly nextTryAt: number | null;
  /** Counted since the start of the daemon. */
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
