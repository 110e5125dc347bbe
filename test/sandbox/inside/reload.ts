/**
 * Runs on the host as root: reloads nginx through the same port as the daemon, and prints what went
 * wrong, and whether by then other workers take the requests.
 *
 *   node reload.ts
 */

import { readFileSync } from 'node:fs';
import { nginx } from '../../../services/nginx/service.ts';
import { createServices } from '../../../src/host/linux/services.ts';

const master = readFileSync('/run/nginx.pid', 'utf8').trim();
const workers = () => readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' ');
const before = workers();
const services = createServices('/run/jopanel', 'systemd');
const error = await services.reload(nginx).then(() => '', String);
console.log(JSON.stringify({ error, isLoaded: workers().some((pid) => !before.includes(pid)) }));
