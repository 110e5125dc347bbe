import type {
  AuthorityAccess,
  AuthorityProblem,
  Challenge,
  CheckReply,
  CheckRequest,
  FailedName,
  FinalizeRequest,
  OpenOrder,
  OrderRequest,
  RenewalInfo,
} from '../model/acme/acme-messages.ts';

/**
 * Certificate authorities, asked by a process of its own that has no privileges and no keys of sites.
 *
 * @throws AuthorityError by each function, also when that process does not answer
 */
export interface CertificateAuthority {
  /** False where no such process can be started; `why` says what to do. */
  readonly available: { readonly ok: true } | { readonly ok: false; readonly why: string };
  /** What the DNS says of names, before they are ordered for. */
  check(request: CheckRequest, stop: AbortSignal): Promise<CheckReply>;
  openOrder(request: OrderRequest, stop: AbortSignal): Promise<OpenOrder>;
  /** Has the authority look at all challenges. @returns the names that failed, in its own words */
  validate(
    access: AuthorityAccess,
    challenges: readonly Challenge[],
    stop: AbortSignal,
  ): Promise<readonly FailedName[]>;
  /** @returns the chain in PEM form, as it came */
  finalize(request: FinalizeRequest, stop: AbortSignal): Promise<string>;
  /** @returns undefined where the authority says nothing about renewals */
  renewalInfo(
    access: AuthorityAccess,
    certificate: string,
    stop: AbortSignal,
  ): Promise<RenewalInfo | undefined>;
}

export class AuthorityError extends Error {
  readonly problem: AuthorityProblem;

  constructor(problem: AuthorityProblem) {
    super(problem.message);
    this.name = 'AuthorityError';
    this.problem = problem;
  }
}
