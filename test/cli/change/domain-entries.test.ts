// `domain add` and `domain remove`: names in, names out, and a set that is valid afterwards.

import { expect, test } from 'vitest';
import {
  additionOf,
  domainEntriesIn,
  type NewDomain,
  removalOf,
} from '../../../src/cli/change/domain-entries.ts';
import { domainsOf, referenceTexts, type Texts, withEdits } from './domains-of-a-set.ts';

const added = (texts: Texts, name: string, more: Partial<NewDomain> = {}) =>
  additionOf(texts, { name, docroot: undefined, isAlias: false, ...more });

test('a name of its own becomes an addon domain, one below a domain a subdomain, and an alias an alias', () => {
  let texts = referenceTexts();
  texts = withEdits(texts, added(texts, 'shop.example'));
  texts = withEdits(texts, added(texts, 'a.b.shop.example'));
  texts = withEdits(texts, added(texts, 'blog.example.com', { docroot: '/home/joko/blog' }));
  texts = withEdits(texts, added(texts, '*.wild.example', { isAlias: true }));
  const { addon_domains, subdomains, alias_domains } = domainsOf(texts);
  expect(addon_domains).toContainEqual({
    domain: 'shop.example',
    docroot: '/home/joko/domains/shop.example/public_html',
  });
  expect(subdomains).toEqual(
    expect.arrayContaining([
      {
        subdomain: 'a.b',
        parent: 'shop.example',
        docroot: '/home/joko/domains/a.b.shop.example/public_html',
      },
      { subdomain: 'blog', parent: 'example.com', docroot: '/home/joko/blog' },
    ]),
  );
  expect(alias_domains).toContain('*.wild.example');
});

test('a name that is there is not added again, in its Unicode form neither; another document root is written', () => {
  let texts = referenceTexts();
  texts = withEdits(texts, added(texts, 'xn--mnchen-3ya.example'));
  expect(added(texts, 'münchen.example')).toEqual([]);
  expect(added(texts, 'münchen.example', { isAlias: true })).toContain('already, as addon');
  const moved = withEdits(texts, added(texts, 'münchen.example', { docroot: '/home/joko/m' }));
  expect(domainsOf(moved).addon_domains.at(-1)).toMatchObject({ docroot: '/home/joko/m' });
  const primary = withEdits(texts, added(texts, 'example.com', { docroot: '/home/joko/p' }));
  expect(domainsOf(primary).sites).toMatchObject({ 'example.com': { docroot: '/home/joko/p' } });
});

test('what was added is removed, with what sites says of it', () => {
  const before = referenceTexts();
  let texts = withEdits(before, added(before, 'shop.example'));
  texts = withEdits(texts, [
    { file: 'domains.json', path: ['sites'], value: { 'shop.example': { hsts_seconds: 60 } } },
  ]);
  expect(domainsOf(withEdits(texts, removalOf(texts, 'shop.example')))).toEqual({
    ...domainsOf(before),
    sites: {},
  });
  for (const { name, kind } of domainEntriesIn(before).entries.filter(({ kind }) => kind === 'alias'))
    expect([kind, domainEntriesIn(withEdits(before, removalOf(before, name))).entries]).not.toContainEqual({
      name,
    });
});

test('a primary domain, one with subdomains below it, and one that is not there are not removed', () => {
  let texts = referenceTexts();
  expect(removalOf(texts, 'example.com')).toContain('jopanel user rename-domain');
  expect(removalOf(texts, 'nothing.example')).toBe(
    'it has no domain nothing.example\nsee: jopanel domain list joko',
  );
  texts = withEdits(texts, added(texts, 'shop.example'));
  texts = withEdits(texts, added(texts, 'blog.shop.example'));
  expect(removalOf(texts, 'shop.example')).toContain('blog.shop.example lies below it');
});

test.each(['no name', 'http://shop.example', '-x.example', ''])('%j is no name to add', (name) => {
  expect(added(referenceTexts(), name)).toContain('the name ');
});
