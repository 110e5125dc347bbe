import { describe, expect, test } from 'vitest';
import { renderLogrotate } from '../../renderers/logrotate.ts';
import type { ServerCertificate } from '../../renderers/nginx-listen.ts';
import type { VhostOptions } from '../../renderers/nginx-server.ts';
import { renderNginxShared } from '../../renderers/nginx-shared.ts';
import { renderSnippets } from '../../renderers/nginx-snippets.ts';
import { renderVhost } from '../../renderers/nginx-vhost.ts';
import { renderFileLimit } from '../../renderers/service-file-limit.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import type { Account } from '../../src/model/account.ts';
import { SiteEntries } from '../../src/model/files/site-entries.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { FIELDS, fullAccount, hostileAccount } from './hostile-account.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const HASH = `$2b$10$${'a'.repeat(53)}`;

const PLAIN: VhostOptions = {
  ipv6: true,
  http2: 'parameter',
  http3: false,
  logDir: '/var/log/jopanel/sites/joko',
  acmeRoot: '/var/lib/jopanel/acme',
  certificateOf: () => undefined,
  snippets: undefined,
  refuseWith: undefined,
  trustedProxies: [],
};

const golden = (name: string) => `../../fixtures/golden/${name}`;

describe('the sites of an account', () => {
  test.each<[string, Account, Partial<VhostOptions>]>([
    ['nginx-vhost.conf', fullAccount('joko'), {}],
    ['nginx-vhost-ipv4.conf', sampleAccount('joko'), { ipv6: false }],
    ['nginx-vhost-no-php.conf', withoutPhp(), {}],
    ['nginx-vhost-tls.conf', fullAccount('joko'), { certificateOf: certified }],
    [
      'nginx-vhost-tls-http2-directive.conf',
      sampleAccount('joko'),
      { certificateOf: certified, http2: 'directive' },
    ],
    [
      'nginx-vhost-tls-http3.conf',
      sampleAccount('joko'),
      { certificateOf: certified, http2: 'directive', http3: true },
    ],
    ['nginx-vhost-snippets.conf', sampleAccount('joko'), { snippets: '/etc/nginx/jopanel/joko.snippets' }],
    ['nginx-vhost-suspended.conf', fullAccount('joko'), { refuseWith: 503, certificateOf: certified }],
    ['nginx-vhost-sites.conf', describedAccount(), { certificateOf: certified }],
    [
      'nginx-vhost-sites-behind-proxy.conf',
      describedAccount(),
      { certificateOf: certified, trustedProxies: ['192.0.2.7', '2001:db8::/32'] },
    ],
    ['nginx-vhost-over-bandwidth.conf', fullAccount('joko'), { refuseWith: 509 }],
  ])('are written as in %s', async (name, account, context) => {
    await expect(renderVhost(account, { ...PLAIN, ...context })).toMatchFileSnapshot(golden(name));
  });

  test('are the same bytes for the same account', () => {
    expect(renderVhost(fullAccount('joko'), PLAIN)).toBe(renderVhost(fullAccount('joko'), PLAIN));
  });

  test('leave an app to itself while it is stopped, or while apps are off', () => {
    const account = fullAccount('joko');
    const { nodejs } = account.services;
    const stopped = { ...nodejs, apps: nodejs.apps.map((app) => ({ ...app, status: 'stopped' as const })) };
    for (const apps of [stopped, { ...nodejs, enabled: false }]) {
      const text = renderVhost({ ...account, services: { ...account.services, nodejs: apps } }, PLAIN);
      expect(text).not.toContain('proxy_pass');
      expect(text).toContain('root "/home/joko/domains/app";');
    }
  });

  describe.each(FIELDS)('with something hostile in %s', (field) => {
    test.each(HOSTILE_TEXTS)('have no place for %j', (text) => {
      for (const refuseWith of [undefined, 503, 509] as const) {
        const rendered = renderOrRefuse(hostileAccount('joko', field, text), refuseWith);
        expect(rendered).not.toMatch(/canary/);
      }
    });
  });
});

/** Each key of `sites` at least once. */
function describedAccount(): Account {
  const account = fullAccount('joko');
  const sites = {
    'joko.example': {
      docroot: '/home/joko/app/public',
      canonical: 'www.joko.example',
      hsts_seconds: 31_536_000,
      front_controller: 'app.php',
      max_body_mb: 0,
      headers: { 'X-Frame-Options': 'DENY' },
      error_pages: { '404': '/404.html' },
      deny: ['/private/', '/a file.txt'],
      password: { realm: 'Members', users: { ann: HASH }, paths: ['/members/', '/x.y'] },
    },
    'joko-shop.example.com': {
      aliases: ['www.joko-shop.example.com', '*.joko-shop.example.com'],
      php: false,
      front_controller: 'index.html',
      https: 'both',
      password: { realm: 'All of it', users: { ann: HASH } },
    },
    'joko-app.example.com': { max_body_mb: 5, certificate: 'none' },
    'blog.joko.example': { redirect_to: 'https://blog.example.net/' },
  };
  return { ...account, domains: { ...account.domains, sites: SiteEntries.parse(sites) } };
}

describe('what all accounts share', () => {
  const shared = {
    ipv6: true,
    http3: false,
    nameCount: 4000,
    longestName: 40,
    defaultServerTaken: false,
    refuseUnknownTls: false,
    alreadySet: new Set<string>(),
    trustedProxies: [],
  };

  test('is written as in the files', async () => {
    await expect(renderNginxShared(shared)).toMatchFileSnapshot(golden('nginx-shared.conf'));
    const other = {
      ...shared,
      refuseUnknownTls: true,
      defaultServerTaken: true,
      alreadySet: new Set(['server_names_hash_max_size']),
    };
    await expect(renderNginxShared(other)).toMatchFileSnapshot(golden('nginx-shared-tls.conf'));
    const withHttp3 = renderNginxShared({ ...other, defaultServerTaken: false, http3: true });
    await expect(withHttp3).toMatchFileSnapshot(golden('nginx-shared-http3.conf'));
    await expect(renderLogrotate('/var/log/jopanel')).toMatchFileSnapshot(golden('logrotate'));
    await expect(renderFileLimit()).toMatchFileSnapshot(golden('service-file-limit.conf'));
  });

  test('hardly ever changes with one name more', () => {
    const texts = new Set<string>();
    for (let nameCount = 1; nameCount <= 1000; nameCount++)
      texts.add(renderNginxShared({ ...shared, nameCount }));
    expect(texts.size).toBe(3);
  });
});

test("the operator's own lines are copied with where they come from", async () => {
  const snippets = ['10-cache', '20-limits'].map((name) => ({
    path: `/etc/jopanel/overrides/joko/nginx/${name}.conf`,
    digest: `sha256:${name}`,
    text: `# ${name}\nexpires 1h;\n\n`,
  }));
  await expect(renderSnippets('joko', snippets)).toMatchFileSnapshot(golden('nginx-snippets'));
});

function withoutPhp(): Account {
  const account = sampleAccount('joko');
  const php = { ...account.services.php, enabled: false };
  return { ...account, services: { ...account.services, php } };
}

/** One certificate for the primary domain and its `www`, and one for the shop. */
function certified(name: string): ServerCertificate | undefined {
  const folder = name.endsWith('joko.example') && !name.startsWith('blog.') ? 'joko.example' : name;
  if (folder !== 'joko.example' && folder !== 'joko-shop.example.com') return undefined;
  const live = `/etc/letsencrypt/live/${folder}`;
  return { chain: `${live}/fullchain.pem`, key: `${live}/privkey.pem`, digest: `sha256:${folder}` };
}

/** @returns an empty text when the encoders refused it */
function renderOrRefuse(account: Account, refuseWith: 503 | 509 | undefined): string {
  try {
    return renderVhost(account, { ...PLAIN, refuseWith, snippets: '/etc/nginx/jopanel/joko.snippets' });
  } catch (error) {
    expect(error).toBeInstanceOf(UnrepresentableError);
    return '';
  }
}
