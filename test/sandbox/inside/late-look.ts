/**
 * Runs on the host as root: reloads a PHP-FPM that went into the background, looks only once the process that
 * was told to reload is gone, and prints whether that counts as reloaded.
 *
 *   node late-look.ts VERSION
 */

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { executionOf } from '../../../src/host/linux/service-manager.ts';
import { phpFpm } from '../../../src/host/linux/services/php-fpm.ts';

const [version = ''] = process.argv.slice(2);
const { process: service, reloadSignal, watchReload } = phpFpm(version);
const master = Number(readFileSync(service.pidFile, 'utf8'));
const isReloaded = await watchReload(master);
process.kill(master, reloadSignal);
while ((await executionOf(master)) !== undefined) await pause(5);
console.log(JSON.stringify(await isReloaded().catch(String)));
