// Which of an account's domains is its primary one.

import { finding, type MigrationFinding } from './migration-finding.ts';
import { plainRoot, standardRoot } from './plan-docroot.ts';
import type { NamedDomain } from './plan-domains.ts';

interface ChosenPrimary {
  readonly primary: NamedDomain | undefined;
  /** All others; a second primary domain among them is an addon domain. */
  readonly others: readonly NamedDomain[];
  readonly findings: readonly MigrationFinding[];
}

interface PrimaryChoice {
  readonly home: string;
  readonly accept: ReadonlySet<string>;
  /** False where a row of the user cannot be read, or names no possible domain; that is a finding already. */
  readonly isWhole: boolean;
}

export function choosePrimary(
  domains: readonly NamedDomain[],
  { home, accept, isWhole }: PrimaryChoice,
): ChosenPrimary {
  const primaries = domains.filter(({ type }) => type === 'primary');
  const [only, ...more] = primaries;
  if (only !== undefined && more.length === 0) return chosen(only, []);
  if (only !== undefined) {
    const best = primaries.find(({ name, root }) => plainRoot(root) === standardRoot(home, name)) ?? only;
    const rest = primaries.filter((each) => each !== best).map(({ name }) => name);
    const words = {
      subject: primaries.map(({ name }) => name).join(', '),
      what: `it has ${primaries.length} primary domains`,
      why: 'an account has one',
      proposal: `keep ${best.name}; make ${rest.join(', ')} addon domains`,
      changes: rest.map((domain) => ({ field: 'type', domain, value: 'addon' }) as const),
    };
    return chosen(best, [finding('primary', words, accept)]);
  }
  // The primary domain may be in the row that does not count, so nothing is said about it yet.
  if (!isWhole) return { primary: undefined, others: domains, findings: [] };
  const [addon] = domains.filter(({ type }) => type === 'addon');
  const why = 'an account is named by one domain that is served from its home';
  if (addon !== undefined) {
    const words = {
      subject: 'no primary domain',
      what: `it has ${domains.length === 1 ? 'one domain' : `${domains.length} domains`}, and none is primary`,
      why,
      proposal: `make ${addon.name} the primary domain`,
      changes: [{ field: 'type', domain: addon.name, value: 'primary' }] as const,
    };
    return chosen(addon, [finding('primary', words, accept)]);
  }
  const words = {
    subject: 'no primary domain',
    what: domains.length === 0 ? 'it has no domain at all' : 'it has no domain that could be the primary one',
    why,
    proposal: 'give it a primary domain in V1, or leave it out: then nothing of it is hosted here',
  };
  // This cannot be accepted, because there is no domain to take.
  return { primary: undefined, others: domains, findings: [finding('primary', words)] };

  function chosen(primary: NamedDomain, findings: readonly MigrationFinding[]): ChosenPrimary {
    const others = domains
      .filter((each) => each !== primary)
      .map((each) => (each.type === 'primary' ? { ...each, type: 'addon' as const } : each));
    return { primary, others, findings };
  }
}
