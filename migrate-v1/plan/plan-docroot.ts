// Where a site's files lie, as far as jopanel can serve them from there.

import { quoted } from '../../src/model/quoted.ts';
import { isBelow, parseAbsolutePath } from '../../src/model/values/absolute-path.ts';
import { type Decided, finding, type MigrationFinding, noteFinding } from './migration-finding.ts';

interface SiteRoot {
  readonly name: string;
  readonly root: string | null;
  readonly home: string;
  readonly accept: ReadonlySet<string>;
}

export function standardRoot(home: string, name: string): string {
  return `${home}/domains/${name}/public_html`;
}

/** Doubled and final slashes say nothing. */
export function plainRoot(root: string | null): string | null {
  const plain = (root ?? '')
    .trim()
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  return plain === '' ? null : plain;
}

/** Of an addon domain or a subdomain, which may lie anywhere below the home. */
export function planRoot({ name, root, home, accept }: SiteRoot): Decided<string> {
  const standard = standardRoot(home, name);
  const plain = plainRoot(root);
  if (plain === null) {
    const words = {
      subject: name,
      what: 'V1 names no document root',
      why: 'a site has one',
      proposal: `${standard} is used`,
    };
    return { value: standard, findings: [noteFinding('docroot', words)] };
  }
  const parsed = parseAbsolutePath(plain);
  const fault = !parsed.ok
    ? parsed.message
    : !isBelow(plain, home)
      ? `${quoted(plain)} is ${plain === home ? 'the home itself' : `not below the home ${home}`}`
      : plain.slice(home.length).includes('/.')
        ? `${quoted(plain)} leads through a hidden folder`
        : undefined;
  if (fault === undefined) return { value: plain, findings: [] };
  const words = {
    subject: name,
    what: `its document root cannot be served: ${fault}`,
    why: 'every site of an account lies below its home, in folders that may be shown',
    proposal: `use ${standard}, and move the files there`,
    changes: [{ field: 'docroot', domain: name, value: standard }] as const,
  };
  return { value: standard, findings: [finding('docroot', words, accept)] };
}

/** Of the primary domain, which has one place only. */
export function checkPrimaryRoot({ name, root, home, accept }: SiteRoot): MigrationFinding[] {
  const standard = standardRoot(home, name);
  const plain = plainRoot(root);
  if (plain === null || plain === standard) return [];
  const place = placeOf(plain, home);
  const words = {
    subject: name,
    what: `the primary domain lies in ${quoted(plain)}${place}`,
    why: 'the primary site is always served from domains/NAME/public_html below the home',
    proposal: `use ${standard}, and move the files there`,
    changes: [{ field: 'docroot', domain: name, value: standard }] as const,
  };
  return [finding('docroot', words, accept)];
}

function placeOf(root: string, home: string): string {
  if (!root.startsWith('/')) return ', which is no absolute path';
  if (root === home) return ', which is the home itself';
  return isBelow(root, home) ? '' : ', outside the home';
}
