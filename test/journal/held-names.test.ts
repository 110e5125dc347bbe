// Names that the operator takes after an account had them.
import { expect, test } from 'vitest';
import { withHeldNames } from '../../src/journal/held-names.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { sitesOf } from '../../src/model/sites.ts';
import { bytesOf, FACTS, referenceTexts } from '../model/hostile-set.ts';
import { observed, openMemory } from './sample.ts';

const files = bytesOf(referenceTexts());
const checked = checkSet('joko', files, FACTS);
const primary = checked.ok ? checked.account.domains.primary : '';
/** Those below the primary domain are taken with it. */
const names = checked.ok ? sitesOf(checked.account).flatMap((site) => site.names) : [];
const taken = { ...FACTS, reserved: [{ name: primary, by: { kind: 'nginx', file: 'panel.conf' } } as const] };

test('a set is refused for a name that is reserved, unless the account had it before', () => {
  using journal = openMemory();
  const judge = () => checkSet('joko', files, withHeldNames(taken, journal)).ok;
  expect(judge()).toBe(false);
  journal.append([observed('anna', { domains: [primary] })]);
  expect(judge()).toBe(false);
  journal.append([observed('joko', { uid: 10_001, domains: names })]);
  expect(judge()).toBe(true);
  journal.append([observed('joko', { uid: 10_001, domains: ['other.example'] })]);
  expect(judge()).toBe(false);
});

test('a purged account has no name any more', () => {
  using journal = openMemory();
  journal.append([observed('joko', { domains: names })]);
  journal.append([{ kind: 'account.purged', account: 'joko', data: { archive: null } }]);
  expect(checkSet('joko', files, withHeldNames(taken, journal)).ok).toBe(false);
});
