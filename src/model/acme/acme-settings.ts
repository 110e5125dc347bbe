import { z } from 'zod';

const File = z.string().regex(/^(\/[A-Za-z0-9._-]+)+$/, 'must be an absolute path');

/** The certificate authority that sites get their certificates from (RFC 8555). */
export const AcmeSettings = z.strictObject({
  directory: z
    .string()
    .max(1000)
    .refine(isSecureUrl, 'must be the https URL of the directory of a certificate authority'),
  email: z
    .string()
    .max(254)
    .regex(/^[^\s@<>?&,]+@[A-Za-z0-9.-]+$/, 'must be an e-mail address'),
  /** The roots that the authority's own certificate is checked against, in place of the system's. */
  ca_file: File.optional(),
  profile: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be the name of a profile of the authority')
    .optional(),
  /** External account binding, as the authority hands it out. */
  eab: z.strictObject({ kid: z.string().min(1).max(500), hmac_key_file: File }).optional(),
});
export type AcmeSettings = z.infer<typeof AcmeSettings>;

function isSecureUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}
