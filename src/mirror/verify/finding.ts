// A place where the mirror does not say what the journal gives.

export interface Finding {
  readonly what: 'cursor' | 'account' | 'login' | 'audit';
  /** The account, or the number of the entry; empty where it is neither. */
  readonly subject: string;
  /** One sentence for a person. */
  readonly message: string;
  /** Who can put it right. `administrator`: audit entries are out of the daemon's reach once they are written. */
  readonly mend: 'rebuild' | 'administrator' | 'nobody';
}
