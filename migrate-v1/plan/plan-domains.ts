// The rows of `domains` as domains.json.

import { quoted } from '../../src/model/quoted.ts';
import { parseAliasDomain } from '../../src/model/values/domain-name.ts';
import type { V1Domain } from '../rows/rows.ts';
import { type Decided, finding, type MigrationFinding } from './migration-finding.ts';
import { checkPrimaryRoot, plainRoot, planRoot } from './plan-docroot.ts';

/** With its name as jopanel writes it: lower case, A-labels. */
export interface NamedDomain {
  readonly name: string;
  readonly type: V1Domain['type'];
  readonly root: string | null;
}

export function nameDomains(rows: readonly V1Domain[]): Decided<readonly NamedDomain[]> {
  const findings: MigrationFinding[] = [];
  const value = rows.flatMap(({ domain_name, type, document_root }): NamedDomain[] => {
    const parsed = parseAliasDomain(domain_name.trim());
    if (parsed.ok) return [{ name: parsed.value, type, root: document_root }];
    findings.push(
      finding('domain', {
        subject: quoted(domain_name),
        what: `the ${type} domain ${parsed.message}`,
        why: 'nginx serves only names that a domain can have',
        proposal: parsed.remedy,
      }),
    );
    return [];
  });
  return { value, findings };
}

interface DomainsChoice {
  readonly primary: NamedDomain;
  readonly others: readonly NamedDomain[];
  readonly home: string;
  /** As the package template gives them to every new account. */
  readonly usualAliases: readonly string[];
  readonly accept: ReadonlySet<string>;
}

interface PlannedDomains {
  readonly primary: string;
  readonly addon_domains: readonly { readonly domain: string; readonly docroot: string }[];
  readonly subdomains: readonly {
    readonly subdomain: string;
    readonly parent: string;
    readonly docroot: string;
  }[];
  readonly alias_domains: readonly string[];
}

export function planDomains({
  primary,
  others,
  home,
  usualAliases,
  accept,
}: DomainsChoice): Decided<PlannedDomains> {
  const findings: MigrationFinding[] = [];
  const addons: { domain: string; docroot: string }[] = [];
  findings.push(...checkPrimaryRoot({ ...primary, home, accept }));
  const rootOf = ({ name, root }: NamedDomain): string => {
    const { value, findings: more } = planRoot({ name, root, home, accept });
    findings.push(...more);
    return value;
  };
  const addAddon = (domain: NamedDomain) => addons.push({ domain: domain.name, docroot: rootOf(domain) });

  for (const domain of others) if (domain.type === 'addon') addAddon(domain);
  const parents = [primary.name, ...addons.map(({ domain }) => domain)].sort((a, b) => b.length - a.length);
  const subdomains: PlannedDomains['subdomains'][number][] = [];
  for (const domain of others.filter(({ type }) => type === 'subdomain')) {
    const { name } = domain;
    const parent = parents.find((each) => name.endsWith(`.${each}`));
    if (parent === undefined) {
      findings.push(finding('subdomain', orphan(name), accept));
      addAddon(domain);
    } else {
      const subdomain = name.slice(0, -parent.length - 1);
      subdomains.push({ subdomain, parent, docroot: rootOf(domain) });
    }
  }
  const aliases: string[] = [];
  for (const domain of others.filter(({ type }) => type === 'alias')) {
    const own = plainRoot(domain.root);
    if (own === null || own === plainRoot(primary.root)) aliases.push(domain.name);
    else {
      findings.push(finding('alias', ownSite(domain.name, own, primary.name), accept));
      addAddon(domain);
    }
  }
  const names = new Set([primary, ...others].map(({ name }) => name));
  const alias_domains = [...aliases, ...usualAliases.filter((alias) => !names.has(alias))];
  return {
    value: { primary: primary.name, addon_domains: addons, subdomains, alias_domains },
    findings,
  };
}

function orphan(name: string) {
  return {
    subject: name,
    what: 'it is a subdomain, but no domain of the account stands above it',
    why: 'a subdomain has its parent in the same account',
    proposal: `make ${name} an addon domain`,
    changes: [{ field: 'type', domain: name, value: 'addon' }] as const,
  };
}

function ownSite(name: string, root: string, primary: string) {
  return {
    subject: name,
    what: `it is an alias, but has a document root of its own: ${quoted(root)}`,
    why: `an alias shows what the primary domain ${primary} shows`,
    proposal: `make ${name} an addon domain with that document root`,
    changes: [{ field: 'type', domain: name, value: 'addon' }] as const,
  };
}
