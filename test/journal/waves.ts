// Whole waves, so that half of one is noticed.
import type { NewEvent } from '../../src/journal/event.ts';
import type { JournalReader } from '../../src/journal/reader.ts';
import { observed } from './sample.ts';

/** Everything the wave says is appended at once: either all of it is found later or none. */
export function wholeWave(number: number): readonly NewEvent[] {
  const wave = `wave-${number}`;
  const account = `user${number % 50}`;
  const set = observed(account, { uid: 10_000 + (number % 50), package: `plan-${number}` });
  const { revision } = set.data;
  const item = `file:/etc/nginx/jopanel/${account}-${number}.conf`;
  const step = { resource: 'nginx-vhost', summary: 'write it' };
  const steps = [{ ...step, account, destructive: false, owns: [item] }];
  return [
    set,
    {
      kind: 'wave.began',
      account: null,
      data: { wave, trigger: 'edit', accounts: [{ account, revision }], steps, services: [] },
    },
    { kind: 'step.applied', account, data: { wave, ...step, owns: [item] } },
    { kind: 'revision.applied', account, data: { wave, revision } },
    { kind: 'wave.ended', account: null, data: { wave, outcomes: [{ account, outcome: 'applied' }] } },
  ];
}

export const WAVE_EVENTS = wholeWave(0).length;

/** How many waves the journal holds; throws when one of them is there by half. */
export function countWholeWaves(journal: JournalReader): number {
  const { seq } = journal.head();
  const present = journal.inventory().filter(({ state }) => state === 'present').length;
  const waves = seq / WAVE_EVENTS;
  if (!Number.isInteger(waves) || present !== waves || journal.openWaves().length > 0) {
    throw new Error(`half a wave: ${seq} events, ${present} items present`);
  }
  return waves;
}
