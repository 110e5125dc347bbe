// The Node apps of one set: each name, port and domain once, and the domain one of the account's own.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import { siteNames } from '../site-names.ts';

const file = 'services.json';

export function checkApps(draft: PartialSet): Finding[] {
  return [...checkDuplicates(draft), ...checkAppDomains(draft), ...checkPortVariable(draft)];
}

function checkDuplicates({ services }: PartialSet): Finding[] {
  return (['name', 'port', 'domain'] as const).flatMap((key) => {
    const first = new Map<string | number, number>();
    return (services.nodejs?.apps ?? []).flatMap((app, index) => {
      const value = app?.[key];
      if (value === undefined) return [];
      const earlier = first.get(value);
      if (earlier === undefined) {
        first.set(value, index);
        return [];
      }
      const message = `is ${quoted(value)}, as in /nodejs/apps/${earlier}`;
      const remedy = `give each app a ${key} of its own`;
      return [{ file, path: ['nodejs', 'apps', index, key], message, remedy } as const];
    });
  });
}

function checkAppDomains({ services, domains }: PartialSet): Finding[] {
  // An alias only points at the primary site; it has no site of its own that an app could answer for.
  const sites = new Set(siteNames(domains).flatMap((site) => (site.kind === 'alias' ? [] : [site.name])));
  if (
    domains.primary === undefined ||
    domains.addon_domains === undefined ||
    domains.subdomains === undefined
  )
    return [];
  return (services.nodejs?.apps ?? []).flatMap((app, index) => {
    if (app?.domain === undefined || sites.has(app.domain)) return [];
    return [
      {
        file,
        path: ['nodejs', 'apps', index, 'domain'],
        message: `is no site of this account: ${quoted(app.domain)}`,
        remedy: 'list it in domains.json as primary, addon domain or subdomain',
      } as const,
    ];
  });
}

/** Apps get their port or socket as PORT; another value there would make them unreachable. */
function checkPortVariable({ services }: PartialSet): Finding[] {
  return (services.nodejs?.apps ?? []).flatMap((app, index) => {
    const given = app?.env?.PORT;
    if (given === undefined || given === String(app?.port)) return [];
    const whole = app?.port === undefined ? 'the app has a Unix socket' : `the app's port is ${app.port}`;
    return [
      {
        file,
        path: ['nodejs', 'apps', index, 'env', 'PORT'],
        // What is no number may be anything that a variable holds.
        message: /^\d{1,5}$/.test(given) ? `is ${quoted(given)}, but ${whole}` : `is no number, but ${whole}`,
        remedy: 'leave PORT out; it is set from port, or is the path of a socket without one',
      } as const,
    ];
  });
}
