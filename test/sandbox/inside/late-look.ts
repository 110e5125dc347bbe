/**
 * Runs on the host as root: reloads a PHP-FPM that went into the background, looks only once the process that
 * was told to reload is gone, and prints whether that counts as reloaded.
 *
 *   node late-look.ts VERSION
 */

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { phpFpm } from '../../../services/php-fpm/service.ts';
import { processes } from '../../../src/host/linux/processes.ts';

const [version = ''] = process.argv.slice(2);
const { process: service, reloadSignal, watchReload } = phpFpm(version);
const master = Number(readFileSync(service.pidFile, 'utf8'));
const isReloaded = await watchReload(master, processes);
process.kill(master, reloadSignal);
while ((await processes.execution(master)) !== undefined) await pause(5);
console.log(JSON.stringify(await isReloaded().catch(String)));
