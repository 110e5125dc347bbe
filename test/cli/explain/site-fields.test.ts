// Every field of a site is named behind the lines that it makes: the schema says which fields there are, so that a new
// one without an explanation fails.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { nginxVhost } from '../../../controllers/nginx-vhost/controller.ts';
import { passwordFile } from '../../../renderers/nginx-passwords.ts';
import { originOf } from '../../../src/cli/explain/explain-line.ts';
import { renderFile } from '../../../src/cli/explain/rendered-files.ts';
import type { FoundCertificate } from '../../../src/host/certificates.ts';
import { SiteEntry } from '../../../src/model/files/site.ts';
import { bench, contextOf } from '../../controllers/conformance.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';

const PRIMARY = 'anna.example';
const HOME = '/home/anna';
const VHOST = '/etc/nginx/jopanel/anna.conf';

/** With every field that an entry has, in two entries: what leads elsewhere has no content. */
const account = sampleAccount('anna', {
  domains: {
    alias_domains: ['old.example.net'],
    sites: {
      [PRIMARY]: {
        docroot: `${HOME}/app`,
        aliases: ['shop.example.net', `*.${PRIMARY}`],
        canonical: PRIMARY,
        certificate: 'auto',
        https: 'redirect',
        hsts_seconds: 5,
        php: true,
        php_version: '8.1',
        front_controller: 'index.php',
        max_body_mb: 5,
        password: { realm: 'Members', users: { ann: `$2b$05$${'b'.repeat(53)}` }, paths: ['/members/'] },
        headers: { 'X-Frame-Options': 'DENY' },
        error_pages: { '404': '/404.html' },
        deny: ['/private/'],
      },
      'old.example.net': { redirect_to: 'https://example.net/', front_controller: null },
    },
  },
  limits: { max_alias_domains: 0 },
});

const CERTIFICATE: FoundCertificate = {
  ...{ folder: 'anna', usable: true, chain: '/tls/anna/fullchain.pem', key: '/tls/anna/privkey.pem' },
  ...{ names: [PRIMARY, 'shop.example.net'], digest: 'sha256:1', issuer: 'Test Authority', place: 0 },
  ...{ validity: 'valid', validFrom: 0, validTo: Number.MAX_SAFE_INTEGER },
};

/** The fields of the sites, each with the lines of the file that it makes. */
async function madeBy(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const on = bench();
  const host = { ...on.host, certificates: { ...on.host.certificates, all: async () => [CERTIFICATE] } };
  const rendering = { host, context: await contextOf(on, account) };
  const text = await renderFile(rendering, nginxVhost, account, path);
  if (typeof text !== 'string') throw new Error(`nothing makes ${path}`);
  const lines = text.split('\n');
  const { shapedBy } = await originOf(rendering, nginxVhost, account, { path, lines });
  const found = new Map<string, string[]>();
  for (const [at, fields] of shapedBy.entries()) {
    for (const { path: place } of fields) {
      const [sites, , ...field] = place;
      if (sites !== 'sites') continue;
      const name = field.join(' ');
      found.set(name, [...(found.get(name) ?? []), (lines[at] ?? '').trim()]);
    }
  }
  return found;
}

const Node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
});

/** The places of values in a JSON Schema, with `*` for what a list or a record holds. */
function leavesOf(schema: unknown): string[] {
  const { properties, additionalProperties, items, anyOf } = Node.parse(schema);
  const below = [
    ...Object.entries(properties),
    ...[additionalProperties, items].flatMap((each) => (typeof each === 'object' ? [['*', each]] : [])),
  ];
  const inner = below.flatMap(([name, each]) => leavesOf(each).map((leaf) => `${name} ${leaf}`.trim()));
  const both = [...inner, ...anyOf.flatMap(leavesOf).filter((leaf) => leaf !== '')];
  return both.length === 0 ? [''] : both;
}

const general = (field: string) =>
  field
    .replace(/^(aliases|deny|password paths) \d+$/, '$1 *')
    .replace(/^(headers|error_pages|password users) \S+$/, '$1 *');

const vhost = madeBy(VHOST);

test('each field of the schema of a site is behind a line of the files that are made', async () => {
  const explained = await vhost;
  const passwords = await madeBy(passwordFile('anna', { name: PRIMARY }));
  const named = new Set([...explained.keys(), ...passwords.keys()].map(general));
  expect([...named].sort()).toEqual(
    leavesOf(z.toJSONSchema(SiteEntry, { io: 'input', unrepresentable: 'any' })).sort(),
  );
});

test.each([
  ['docroot', `root "${HOME}/app";`],
  ['aliases 0', 'shop.example.net'],
  ['canonical', 'return 301 https://anna.example$request_uri;'],
  ['certificate', 'ssl_certificate "/tls/anna/fullchain.pem";'],
  ['https', 'return 301 https://$host$request_uri;'],
  ['hsts_seconds', 'max-age=5'],
  ['php', 'index index.php'],
  ['php_version', 'jopanel-anna-8.1'],
  ['front_controller', '/index.php'],
  ['max_body_mb', 'client_max_body_size'],
  ['redirect_to', 'https://example.net'],
  ['password realm', 'Members'],
  ['password paths 0', '/members'],
  ['headers X-Frame-Options', 'add_header X-Frame-Options "DENY" always;'],
  ['error_pages 404', 'error_page 404'],
  ['deny 0', '/private/'],
])('%s is named behind the line with %s', async (field, part) => {
  expect((await vhost).get(field)?.some((line) => line.includes(part))).toBe(true);
});
