// Every field of a site must be found behind the lines of the vhost that it makes.
import { expect, test } from 'vitest';
import type { VhostOptions } from '../../../renderers/nginx-server.ts';
import { renderVhost } from '../../../renderers/nginx-vhost.ts';
import { variationsOf } from '../../../src/cli/explain/variations.ts';
import { SiteEntries } from '../../../src/model/files/site-entries.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';

const OPTIONS: VhostOptions = {
  ipv6: true,
  http2: 'directive',
  http3: false,
  logDir: '/var/log/jopanel/sites/joko',
  acmeRoot: '/var/lib/jopanel/acme',
  certificateOf: (name) => ({ chain: `/tls/${name}.pem`, key: `/tls/${name}.key`, digest: name }),
  snippets: undefined,
  refuseWith: undefined,
  trustedProxies: [],
};

test('each field of a site changes a line when it is varied', () => {
  const account = sampleAccount('joko');
  const sites = SiteEntries.parse({
    'joko.example': {
      docroot: '/home/joko/app',
      aliases: ['shop.example.net'],
      canonical: 'joko.example',
      certificate: 'auto',
      https: 'redirect',
      hsts_seconds: 5,
      php: true,
      front_controller: 'index.php',
      max_body_mb: 5,
      password: { realm: 'Members', users: { ann: `$2b$05$${'a'.repeat(53)}` }, paths: ['/members/'] },
      headers: { 'X-Frame-Options': 'DENY' },
      error_pages: { '404': '/404.html' },
      deny: ['/private/'],
    },
    'www.joko.example': { redirect_to: 'https://example.net/', front_controller: null },
  });
  const described = { ...account, domains: { ...account.domains, sites } };
  const before = renderVhost(described, OPTIONS);
  const changing = new Set<string>();
  for (const { field, account: varied } of variationsOf(described)) {
    if (field.path[0] === 'sites' && renderVhost(varied, OPTIONS) !== before)
      changing.add(field.path.slice(1).join(' '));
  }
  const primary = [
    ...[
      'docroot',
      'aliases 0',
      'canonical',
      'certificate',
      'https',
      'hsts_seconds',
      'php',
      'front_controller',
    ],
    ...[
      'max_body_mb',
      'password realm',
      'password paths 0',
      'headers X-Frame-Options',
      'error_pages 404',
      'deny 0',
    ],
  ].map((field) => `joko.example ${field}`);
  expect([...changing].sort()).toEqual([...primary, 'www.joko.example redirect_to'].sort());
});
