// What holds for every set that is accepted.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProblem } from '../../src/model/problem.ts';
import { SET_FILES, type SetFileName } from '../../src/model/set-files.ts';
import { applyChanges, arbitrarySet, changes, type SetValues } from './arbitrary-files.ts';
import { checkTexts } from './hostile-set.ts';

function textsFor(set: SetValues): Map<SetFileName, string> {
  return new Map(SET_FILES.map((file) => [file, JSON.stringify(set[file], null, 2)]));
}

function usernameOf(set: SetValues): string {
  return String(set['account.json'].username);
}

test('a generated good set is accepted', () => {
  fc.assert(
    fc.property(arbitrarySet, (set) => {
      const checked = checkTexts(textsFor(set), usernameOf(set));
      expect(checked.ok ? [] : checked.problems.map(formatProblem)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('parse after print is identity: an accepted account, written down, is accepted as itself', () => {
  fc.assert(
    fc.property(arbitrarySet, (set) => {
      const first = checkTexts(textsFor(set), usernameOf(set));
      if (!first.ok) return;
      const { account, domains, limits, services, ssh } = first.account;
      const printed = new Map<SetFileName, string>([
        ['account.json', JSON.stringify(account)],
        ['domains.json', JSON.stringify(domains)],
        ['limits.json', JSON.stringify(limits)],
        ['services.json', JSON.stringify(services)],
        ['ssh.json', JSON.stringify(ssh)],
      ]);
      const second = checkTexts(printed, usernameOf(set));
      if (!second.ok) throw new Error(second.problems.map(formatProblem).join('\n'));
      expect({ ...second.account, revision: '' }).toEqual({ ...first.account, revision: '' });
    }),
  );
});

test('the check of a set with one file changed at random never throws, and every problem has its place and remedy', () => {
  fc.assert(
    fc.property(arbitrarySet, fc.constantFrom(...SET_FILES), changes, (set, file, made) => {
      const texts = textsFor(set).set(file, JSON.stringify(applyChanges(set[file], made)));
      const checked = checkTexts(texts, usernameOf(set));
      for (const problem of checked.ok ? [] : checked.problems) {
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.column).toBeGreaterThan(0);
        expect(problem.message).not.toBe('');
        expect(problem.remedy).not.toBe('');
        expect(formatProblem(problem)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }
    }),
    { numRuns: 300 },
  );
});
