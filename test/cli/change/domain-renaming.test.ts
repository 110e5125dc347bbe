// `user rename-domain`: another name for the same files.

import { expect, test } from 'vitest';
import { domainEntries, domainEntriesIn } from '../../../src/cli/change/domain-entries.ts';
import { domainRenaming } from '../../../src/cli/change/domain-renaming.ts';
import { checked, domainsOf, referenceTexts, type Texts, withEdits } from './domains-of-a-set.ts';

const roots = (texts: Texts) =>
  new Map(domainEntriesIn(texts).entries.map(({ name, docroot }) => [name, docroot]));

test('the primary domain and all below it get the new name, and every document root stays', () => {
  const before = withEdits(referenceTexts(), [
    { file: 'domains.json', path: ['alias_domains'], value: ['www.example.com', 'other.example'] },
    {
      file: 'domains.json',
      path: ['sites'],
      value: { 'example.com': { canonical: 'www.example.com', hsts_seconds: 60 } },
    },
  ]);
  const after = withEdits(before, domainRenaming(before, 'example.com', 'example.org'));
  const set = checked(after);
  expect(set).toMatchObject({ ok: true, account: { account: { primary_domain: 'example.org' } } });
  const { primary, alias_domains, sites } = domainsOf(after);
  expect([primary, alias_domains]).toEqual(['example.org', ['www.example.org', 'other.example']]);
  expect(sites).toEqual({
    'example.org': {
      canonical: 'www.example.org',
      hsts_seconds: 60,
      docroot: '/home/joko/domains/example.com/public_html',
    },
  });
  const now = roots(after);
  for (const [name, docroot] of roots(before))
    expect([name, now.get(name.replace(/(^|\.)example\.com$/, '$1example.org'))]).toEqual([name, docroot]);
});

test('an addon domain and its subdomains are renamed, others stay', () => {
  const before = referenceTexts();
  const addon = domainEntries(domainsOf(before), '/home/joko').find(({ kind }) => kind === 'addon');
  const after = withEdits(before, domainRenaming(before, addon?.name ?? '', 'renamed.example'));
  const { addon_domains, primary } = domainsOf(after);
  expect(primary).toBe('example.com');
  expect(addon_domains).toContainEqual({ domain: 'renamed.example', docroot: addon?.docroot });
});

test.each([
  ['nothing.example', 'new.example', 'it has no domain'],
  ['example.com', 'example.com', 'already'],
  ['example.com', 'no name', 'the name '],
])('%s to %s cannot be done', (old, wanted, why) => {
  expect(domainRenaming(referenceTexts(), old, wanted)).toContain(why);
});
