// Appends one wave after another until it is killed, and says after each that it is kept.
import { writeSync } from 'node:fs';
import { openJournal } from '../../src/journal/open-journal.ts';
import { neverSetAside } from './sample.ts';
import { countWholeWaves, wholeWave } from './waves.ts';

const [path = ''] = process.argv.slice(2);
const { journal } = openJournal({ path, now: Date.now, setAside: neverSetAside });
for (let number = countWholeWaves(journal); ; number++) {
  journal.append(wholeWave(number));
  writeSync(1, `${number + 1}\n`);
}
