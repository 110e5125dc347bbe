// What domains.json says of one site beyond its name: an entry of `sites`. Every key is optional; absent means the default.

import { z } from 'zod';
import { AbsolutePath } from '../values/absolute-path.ts';
import { AliasDomain, DomainName } from '../values/domain-name.ts';
import { ErrorStatus } from '../values/error-status.ts';
import { FrontController } from '../values/front-controller.ts';
import { PhpVersion } from '../values/php-version.ts';
import { RedirectTarget } from '../values/redirect-target.ts';
import { HeaderName, HeaderValue } from '../values/response-header.ts';
import { Realm, Visitor, VisitorHash } from '../values/site-password.ts';
import { DeniedPath, ProtectedPath, UriPath } from '../values/uri-path.ts';

const MOST_ALIASES = 1000;
const MOST_ENTRIES = 100;
const LONGEST_HSTS_SECONDS = 10 * 366 * 86_400;
const MOST_BODY_MB = 100_000;

const SitePassword = z
  .strictObject({
    realm: Realm,
    users: z
      .record(Visitor, VisitorHash)
      .refine((users) => sizeOf(users) > 0 && sizeOf(users) <= MOST_ENTRIES, {
        message: 'has no user, or very many',
        params: { remedy: `name 1 to ${MOST_ENTRIES} users; without password every visitor is let in` },
      })
      .meta({
        title: 'Users',
        description: 'Name to hash.',
        minProperties: 1,
        maxProperties: MOST_ENTRIES,
      }),
    paths: z
      .array(ProtectedPath)
      .min(1)
      .max(MOST_ENTRIES)
      .optional()
      .meta({ title: 'Paths', description: 'What is protected, with all below it; default ["/"].' }),
  })
  .meta({ title: 'Password', description: 'Basic authentication.' });
export type SitePassword = z.infer<typeof SitePassword>;

export const SiteEntry = z
  .strictObject({
    docroot: AbsolutePath.optional().meta({
      title: 'Document root',
      description: 'Below the home; for the primary domain and for an alias that is to have its own.',
    }),
    aliases: z.array(AliasDomain).max(MOST_ALIASES).optional().meta({
      title: 'Aliases',
      description: 'Further names of this site, counted as alias domains; *.name where the site is name.',
    }),
    canonical: DomainName.nullable().optional().meta({
      title: 'Canonical name',
      description: "One of the site's names: its other names answer 301 to it.",
    }),
    redirect_to: RedirectTarget.nullable()
      .optional()
      .meta({ title: 'Redirect to', description: 'The whole site answers 301 there.' }),
    certificate: z.enum(['auto', 'found', 'none']).optional().meta({
      title: 'Certificate',
      description:
        'auto: one that lies on the host, else one from the certificate authority. found: no authority is asked. none: no TLS.',
    }),
    https: z.enum(['redirect', 'both']).optional().meta({
      title: 'HTTPS',
      description: 'With a certificate: redirect http to https (the default), or serve both.',
    }),
    hsts_seconds: z.int().min(0).max(LONGEST_HSTS_SECONDS).optional().meta({
      title: 'HSTS',
      description: 'Seconds for which browsers ask by https alone; 0, the default: none.',
    }),
    php: z
      .boolean()
      .optional()
      .meta({ title: 'PHP', description: 'false: static files only; PHP sources stay hidden.' }),
    php_version: PhpVersion.nullable()
      .optional()
      .meta({ title: 'PHP version', description: "Another one than the account's for this site." }),
    front_controller: FrontController.nullable().optional().meta({
      title: 'Front controller',
      description: 'What answers a path that is no file; default index.php; null: 404.',
    }),
    max_body_mb: z.int().min(0).max(MOST_BODY_MB).optional().meta({
      title: 'Largest request body in MB',
      description: "413 above it; 0: no limit; default: the larger of 64 and PHP's post_max_size.",
    }),
    password: SitePassword.nullable().optional(),
    headers: z
      .record(HeaderName, HeaderValue)
      .refine((headers) => sizeOf(headers) <= MOST_ENTRIES, {
        message: 'has very many headers',
        params: { remedy: `use at most ${MOST_ENTRIES}` },
      })
      .optional()
      .meta({
        title: 'Headers',
        description: 'Response headers, name to value.',
        maxProperties: MOST_ENTRIES,
      }),
    error_pages: z
      .record(ErrorStatus, UriPath)
      .optional()
      .meta({ title: 'Error pages', description: 'Status to a path of the site: "404": "/404.html".' }),
    deny: z
      .array(DeniedPath)
      .max(MOST_ENTRIES)
      .optional()
      .meta({ title: 'Denied paths', description: 'They answer 404, with all below them.' }),
  })
  .meta({ title: 'Site', description: 'What of a site differs from the default.' });
export type SiteEntry = z.infer<typeof SiteEntry>;

function sizeOf(record: object): number {
  return Object.keys(record).length;
}
