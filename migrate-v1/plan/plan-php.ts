// One PHP version for the account, where V1 kept one for each domain.

import { quoted } from '../../src/model/quoted.ts';
import { parseAliasDomain } from '../../src/model/values/domain-name.ts';
import { parsePhpVersion } from '../../src/model/values/php-version.ts';
import type { V1Domain } from '../rows/rows.ts';
import { type Decided, finding, type MigrationFinding, noteFinding } from './migration-finding.ts';

interface PhpChoice {
  readonly domains: readonly V1Domain[];
  readonly primary: string | undefined;
  /** Ascending. */
  readonly installed: readonly string[];
  /** The version of the set that is there already. */
  readonly current: string | undefined;
  readonly accept: ReadonlySet<string>;
}

const FALLBACK = '8.2';

export function planPhpVersion({ domains, primary, installed, current, accept }: PhpChoice): Decided<string> {
  // What V1 does not decide stays as it was first written, whatever has been installed since.
  const usual = current ?? installed.at(-1) ?? FALLBACK;
  const wanted = new Map<string, string>();
  for (const { domain_name, php_version } of domains)
    if (php_version !== null && php_version !== '') wanted.set(domain_name, plainVersion(php_version));
  const versions = [...new Set(wanted.values())].sort();
  if (versions.length === 0) return { value: usual, findings: [] };
  const ofPrimary = domains.find(({ domain_name }) => plainName(domain_name) === primary)?.domain_name;
  const first = (ofPrimary === undefined ? undefined : wanted.get(ofPrimary)) ?? versions.at(-1) ?? usual;
  const findings: MigrationFinding[] = [];
  if (versions.length > 1) {
    const each = [...wanted].map(([name, version]) => `${name} ${version}`).join(', ');
    findings.push(
      finding(
        'php',
        {
          subject: each,
          what: `the domains ask for ${versions.length} PHP versions`,
          why: 'an account has one PHP pool, with one version',
          proposal: `use ${first} for all of them, and look at every site afterwards`,
          changes: [{ field: 'php_version', value: first }],
        },
        accept,
      ),
    );
  }
  const parsed = parsePhpVersion(first);
  if (parsed.ok && (installed.includes(first) || first === current)) return { value: first, findings };
  const what = parsed.ok ? `PHP ${first} is not installed on this host` : parsed.message;
  findings.push(
    finding(
      'php',
      {
        subject: quoted(first),
        what,
        why: 'the sites of the account would not run PHP',
        proposal: parsed.ok ? `install it (php${first}-fpm), or use ${usual}` : `use ${usual}`,
        taken: `use ${usual}`,
        changes: [{ field: 'php_version', value: usual }],
      },
      accept,
    ),
  );
  return { value: usual, findings };
}

/** As domains.json writes it: lower case, A-labels. */
function plainName(name: string): string {
  const parsed = parseAliasDomain(name.trim());
  return parsed.ok ? parsed.value : name;
}

/** `php8.2`, `PHP-8.2` and `8.2.14` mean what `8.2` means. */
function plainVersion(text: string): string {
  return text
    .trim()
    .replace(/^php-?/i, '')
    .replace(/^(\d+\.\d+)\.\d+$/, '$1');
}

/** Sites that V1 served with a certificate that jopanel does not find. */
export function certificateFindings(
  domains: readonly V1Domain[],
  present: ReadonlySet<string>,
): MigrationFinding[] {
  const missing = domains
    .filter(({ is_ssl_active }) => is_ssl_active)
    .map(({ domain_name }) => domain_name.toLowerCase())
    .filter((name) => !present.has(name));
  if (missing.length === 0) return [];
  return [
    noteFinding('certificate', {
      subject: missing.join(', '),
      what: 'V1 served it with a certificate that is not at a place where jopanel looks',
      why: 'without one it is served on port 80 only',
      proposal: 'put fullchain.pem and privkey.pem into /etc/jopanel/tls/NAME/, or let certbot keep them',
    }),
  ];
}
