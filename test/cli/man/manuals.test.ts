// The manual pages in docs/man are what the program says of itself.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manuals } from '../../../src/cli/man/manuals.ts';

test.each(['jopanel.1', 'jopaneld.8', 'jopaneld.json.5'])(
  '%s is not stale; else: npm run man',
  async (name) => {
    const kept = readFileSync(new URL(`../../../docs/man/${name}`, import.meta.url), 'utf8');
    expect(kept).toBe((await manuals()).get(name));
  },
);

test('every command is in jopanel(1), with its options', async () => {
  const page = (await manuals()).get('jopanel.1') ?? '';
  for (const words of ['user create', 'rollback', 'retire', 'journal verify', '\\-\\-follow', '\\-\\-wait'])
    expect(page).toContain(words);
});
