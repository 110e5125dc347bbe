import { z } from 'zod';
import { renewalTime } from '../../../controllers/certificate/renewal-time.ts';
import { nameRetry, siteRetry } from '../../../controllers/certificate/site-state.ts';
import { type CertificateIndex, indexCertificates } from '../../../services/nginx/certificate-index.ts';
import type { FoundCertificate } from '../../host/certificates.ts';
import { isoTime } from '../../host/clock.ts';
import type { AfterRetry } from '../../journal/held-states.ts';
import type { Account } from '../../model/account.ts';
import { type Site, sitesOf } from '../../model/sites.ts';

export const CertificateAnswer = z
  .object({
    username: z.string(),
    site: z.string().meta({ description: 'By the first of its names.' }),
    names: z.array(z.string()).meta({ description: 'All names of the site.' }),
    without: z.array(z.string()).meta({ description: 'Those of them that no valid certificate covers.' }),
    source: z
      .enum(['authority', 'operator'])
      .nullable()
      .meta({ description: 'Who got the certificate; null: there is none.' }),
    issuer: z.string().nullable(),
    file: z.string().nullable().meta({ description: 'The certificate with its chain.' }),
    not_before: z.string().nullable(),
    not_after: z.string().nullable(),
    next_try_at: z
      .string()
      .nullable()
      .meta({ description: 'When it is renewed, or tried again; null where an authority is not asked.' }),
    failures: z.int().meta({ description: 'How many times in a row it has failed.' }),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'Certificate' });
export type CertificateAnswer = z.infer<typeof CertificateAnswer>;

export const CertificatesAnswer = z
  .object({ certificates: z.array(CertificateAnswer) })
  .meta({ id: 'Certificates' });
export type CertificatesAnswer = z.infer<typeof CertificatesAnswer>;

interface CertificateSources {
  readonly found: readonly FoundCertificate[];
  /** Of the account's certificates alone. */
  readonly retries: readonly AfterRetry[];
}

/** One for each site of the account that may have a certificate. */
export function certificateAnswers(
  account: Account,
  { found, retries }: CertificateSources,
): CertificateAnswer[] {
  const index = indexCertificates(found);
  return sitesOf(account)
    .filter(({ settings }) => settings.certificate !== 'none')
    .map((site) => answerOf(account.username, site, index, retries));
}

function answerOf(
  username: string,
  { name, names, settings }: Site,
  index: CertificateIndex,
  retries: readonly AfterRetry[],
): CertificateAnswer {
  const of = (each: string) => index.of(each, settings.certificate === 'found' ? 'found' : 'auto');
  const best = of(name) ?? names.map(of).find((each) => each !== undefined);
  const items = new Set([siteRetry(name), ...names.map(nameRetry)]);
  const failed = retries.filter(({ item }) => items.has(item));
  const renewAt = best?.stored === undefined ? undefined : renewalTime({ ...best, stored: best.stored });
  const next = failed.length > 0 ? Math.min(...failed.map(({ retryAt }) => retryAt)) : renewAt;
  return {
    username,
    site: name,
    names: [...names],
    without: names.filter((each) => of(each)?.validity !== 'valid'),
    source: best === undefined ? null : best.stored === undefined ? 'operator' : 'authority',
    issuer: best?.issuer ?? null,
    file: best?.chain ?? null,
    not_before: best === undefined ? null : isoTime(best.validFrom),
    not_after: best === undefined ? null : isoTime(best.validTo),
    next_try_at: next === undefined ? null : isoTime(next),
    failures: Math.max(0, ...failed.map(({ attempts }) => attempts)),
    last_error: failed.length === 0 ? null : failed.map(({ item, error }) => inWords(item, error)).join('\n'),
  };
}

function inWords(item: string, error: string): string {
  return item.startsWith('name:') ? `${item.slice('name:'.length)}: ${error}` : error;
}
