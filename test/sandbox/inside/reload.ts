/**
 * Runs on the host as root: reloads a PHP-FPM through the same port as the daemon, and prints what
 * went wrong, and whether by then the service had come to its end with it.
 *
 *   node reload.ts VERSION
 */

import { statSync } from 'node:fs';
import { phpFpm } from '../../../services/php-fpm/service.ts';
import { createServices } from '../../../src/host/linux/services.ts';

const [version = ''] = process.argv.slice(2);
// Written last of all, when every pool has its socket.
const pidFile = () => statSync(`/run/php/php${version}-fpm.pid`).ctimeMs;
const before = pidFile();
const services = createServices('/run/jopanel', 'systemd');
const error = await services.reload(phpFpm(version)).then(() => '', String);
console.log(JSON.stringify({ error, isLoaded: pidFile() !== before }));
