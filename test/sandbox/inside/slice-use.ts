/** Prints what the slice of a user id uses, as the product reads it from the control groups of this kernel. */

import { systemClock } from '../../../src/host/clock.ts';
import { createSliceUseReader } from '../../../src/host/linux/slice-use.ts';

const [uid] = process.argv.slice(2);
const reader = createSliceUseReader(async () => '/sys/fs/cgroup', systemClock, {
  pools: async () => undefined,
});
console.log(JSON.stringify(await reader.of(Number(uid))));
