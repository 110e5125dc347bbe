// Pages of the journal are bounded in what they hold, not in the number of entries alone.
import { expect, test } from 'vitest';
import { answerEvents, PAGE_SIZE } from '../../../src/status/answers/event-answer.ts';
import { RecentEvents } from '../../../src/status/events/recent-events.ts';
import { observed, openMemory } from '../../journal/sample.ts';

/** Twenty entries of half a megabyte each. */
function largeEntries() {
  const journal = openMemory();
  const recent = new RecentEvents(journal);
  for (let round = 0; round < 20; round++) {
    const set = observed('joko', { uid: 10_000 + round });
    journal.append([{ ...set, data: { ...set.data, claims: [`domain:${'x'.repeat(500_000)}`] } }]);
  }
  return { journal, recent };
}

test('pages of large entries are short, and lead through all of them', () => {
  using journal = largeEntries().journal;
  const seen: number[] = [];
  for (let after = 0; ; ) {
    const { events, next_after } = answerEvents(journal, { after, limit: 1000 });
    if (events.length === 0) break;
    expect(JSON.stringify(events).length).toBeLessThan(PAGE_SIZE * 1.2);
    seen.push(...events.map(({ seq }) => seq));
    after = next_after;
  }
  expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  const newest = answerEvents(journal, { limit: 1, last: 1000 }).events;
  expect(newest.length).toBeLessThan(12);
  expect(newest.at(-1)?.seq).toBe(20);
});

test.each([
  ['of all accounts', undefined],
  ['of one account', 'joko'],
])('a stream gives large entries %s page by page, from memory and from the journal', (_, account) => {
  const { journal, recent } = largeEntries();
  while (recent.catchUp());
  const seen: number[] = [];
  for (let after = 0; ; ) {
    const { through, bytes } = recent.pageAfter(after, account);
    if (through === after) break;
    expect(bytes.length).toBeLessThan(PAGE_SIZE * 1.2);
    seen.push(
      ...Array.from(new TextDecoder().decode(bytes).matchAll(/^id: (\d+)$/gm), ([, id]) => Number(id)),
    );
    after = through;
  }
  expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  journal.close();
});
