/**
 * Runs on the host as root: starts a transient unit through the same port as the product, and prints what came of it.
 *
 *   node transient-unit.ts '{"unit": {…}, "startService": true}'
 */

import { transientUnits } from '../../../src/host/linux/transient-units.ts';

const { unit, startService } = JSON.parse(process.argv[2] ?? '{}');
await transientUnits.start(unit);
const started = startService === true ? await transientUnits.startService(unit.name) : { ok: true };
const listed = (await transientUnits.list(unit.name)).get(unit.name);
const processes = await transientUnits.processes(unit.uid, unit.name);
await transientUnits.stop([unit.name]);
const left =
  (await transientUnits.list(unit.name)).size + (await transientUnits.processes(unit.uid, unit.name));
console.log(JSON.stringify({ started, listed, processes, left }));
