import type { Account } from '../../src/model/account.ts';
import { sampleAccount } from '../controllers/sample-account.ts';

/** Every text and number of a set that the renderings of sites and pools take anything from, by its key. */
export const FIELDS: readonly string[] = [
  '/username',
  '/account/username',
  '/account/home_dir',
  '/domains/primary',
  '/domains/alias_domains/0',
  '/domains/addon_domains/0/domain',
  '/domains/addon_domains/0/docroot',
  '/domains/subdomains/0/subdomain',
  '/domains/subdomains/0/parent',
  '/domains/subdomains/0/docroot',
  '/services/php/version',
  '/services/php/fpm_pool',
  '/services/php/open_basedir/0',
  '/services/nodejs/apps/0/name',
  '/services/nodejs/apps/0/port',
  '/services/nodejs/apps/0/domain',
  '/services/nodejs/apps/0/root',
  '/services/nodejs/apps/0/start_command',
  '/limits/memory_limit_mb',
  '/limits/bandwidth_quota_mb',
];

/** An account with everything in it, of which one field holds what no check would let through. */
export function hostileAccount(username: string, field: string, text: string): Account {
  return JSON.parse(JSON.stringify(withPath(fullAccount(username), '')));

  function withPath(value: unknown, path: string): unknown {
    if (path === field) return text;
    if (Array.isArray(value)) return value.map((item, index) => withPath(item, `${path}/${index}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withPath(item, `${path}/${key}`)]),
    );
  }
}

export function fullAccount(username: string): Account {
  const home = `/home/${username}`;
  return sampleAccount(username, {
    limits: { max_processes: 100 },
    domains: {
      addon_domains: [
        { domain: `${username}-shop.example.com`, docroot: `${home}/domains/shop` },
        { domain: `${username}-app.example.com`, docroot: `${home}/domains/app` },
      ],
      subdomains: [{ subdomain: 'blog', parent: `${username}.example`, docroot: `${home}/domains/blog` }],
    },
    services: {
      php: {
        enabled: true,
        version: '8.2',
        fpm_pool: `jopanel-${username}`,
        open_basedir: [home, '/tmp'],
      },
      nodejs: {
        enabled: true,
        apps: [
          {
            name: 'app',
            root: `${home}/app`,
            start_command: 'node server.js',
            port: 31000,
            env: {},
            status: 'running',
            domain: `${username}-app.example.com`,
          },
        ],
      },
    },
  });
}
