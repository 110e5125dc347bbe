// What crosses between jopaneld and the process that speaks with certificate authorities. Both sides check what they get.

import { z } from 'zod';

const Url = z.string().max(2000);
const Name = z.string().min(1).max(253);
const Names = z.array(Name).min(1).max(100);
const Base64Url = z
  .string()
  .max(100_000)
  .regex(/^[A-Za-z0-9_-]+$/);
const Sentence = z.string().max(2000);

/** Which authority, and as whom: everything that its process has to know for one request. */
export const AuthorityAccess = z.strictObject({
  directory: Url,
  email: z.string().max(254),
  /** The roots in PEM form that its own certificate is checked against, in place of the system's. */
  ca: z.string().max(1_000_000).optional(),
  eab: z.strictObject({ kid: z.string().max(500), hmacKey: Base64Url }).optional(),
});
export type AuthorityAccess = z.infer<typeof AuthorityAccess>;

export const OrderRequest = z.strictObject({
  access: AuthorityAccess,
  names: Names,
  profile: z.string().max(64).optional(),
  /** The identifier (RFC 9773) of the certificate that the new one replaces. */
  replaces: z.string().max(500).optional(),
});
export type OrderRequest = z.infer<typeof OrderRequest>;

/** A challenge that is to be answered before the order goes on. */
export const Challenge = z.strictObject({
  name: Name,
  url: Url,
  authorization: Url,
  /** The name of the file, and what is to be in it (RFC 8555, section 8.3). */
  token: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/),
  answer: z.string().regex(/^[A-Za-z0-9_-]{16,128}\.[A-Za-z0-9_-]{43}$/),
});
export type Challenge = z.infer<typeof Challenge>;

export const OpenOrder = z.strictObject({
  url: Url,
  finalize: Url,
  challenges: z.array(Challenge).max(100),
});
export type OpenOrder = z.infer<typeof OpenOrder>;

export const ValidateRequest = z.strictObject({
  access: AuthorityAccess,
  challenges: z.array(Challenge).min(1).max(100),
});
export type ValidateRequest = z.infer<typeof ValidateRequest>;

export const FailedName = z.strictObject({ name: Name, why: Sentence });
export type FailedName = z.infer<typeof FailedName>;

export const FailedNames = z.strictObject({ failed: z.array(FailedName).max(100) });

export const FinalizeRequest = z.strictObject({
  access: AuthorityAccess,
  order: OpenOrder.pick({ url: true, finalize: true }),
  /** DER. */
  csr: Base64Url,
});
export type FinalizeRequest = z.infer<typeof FinalizeRequest>;

export const IssuedChain = z.strictObject({ chain: z.string().max(200_000) });

export const RenewalRequest = z.strictObject({ access: AuthorityAccess, certificate: z.string().max(500) });
export type RenewalRequest = z.infer<typeof RenewalRequest>;

/** When the authority wants a certificate to be renewed (RFC 9773). Times in epoch milliseconds. */
export const RenewalInfo = z.strictObject({
  start: z.int(),
  end: z.int(),
  retryAfterMs: z.int().nonnegative(),
  explanation: Url.optional(),
});
export type RenewalInfo = z.infer<typeof RenewalInfo>;

/** Null where the authority has no such information. */
export const RenewalReply = z.strictObject({ info: RenewalInfo.nullable() });

export const CheckRequest = z.strictObject({ access: AuthorityAccess, names: Names });
export type CheckRequest = z.infer<typeof CheckRequest>;

/** What the DNS says. What cannot be found out is in neither list. */
export const CheckReply = z.strictObject({
  /** The names that certainly would fail, and why. */
  failed: z.array(FailedName).max(100),
  found: z.array(z.strictObject({ name: Name, addresses: z.array(z.string().max(100)).max(100) })).max(100),
});
export type CheckReply = z.infer<typeof CheckReply>;

const AUTHORITY_FAULTS = ['unavailable', 'rate_limited', 'refused'] as const;

/** `refused`: the authority does not want this; the others are no fault of what was asked. */
export const AuthorityProblem = z.strictObject({
  fault: z.enum(AUTHORITY_FAULTS),
  message: Sentence,
  retryAfterMs: z.int().nonnegative().optional(),
  /** The names that it is about, where it says so. */
  failed: z.array(FailedName).max(100),
});
export type AuthorityProblem = z.infer<typeof AuthorityProblem>;

export const CHALLENGE_PATH = '/.well-known/acme-challenge/';

/** Where its process answers, and only root may ask. */
export function acmeSocket(runDir: string): string {
  return `${runDir}/acme.sock`;
}
