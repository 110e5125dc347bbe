import type { HostReader } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import type { CheckResult, ServiceDescription } from '../../src/host/services.ts';
import type { Target } from '../../src/model/target.ts';
import { defineService, type OpenService } from '../define-service.ts';
import { composePhpFpm } from './compose.ts';
import { ownFpmFiles } from './files.ts';
import { watchReload } from './watch-reload.ts';

const services = new Map<string, OpenService<FileChange>>();

/**
 * The PHP-FPM of one version: the same object for the same version, because only
 * that can read what was published through it.
 *
 * @param version such as `8.2`, as installed below /etc/php
 */
export function phpFpm(version: string): OpenService<FileChange> {
  const service = services.get(version) ?? define(version);
  services.set(version, service);
  return service;
}

function define(version: string): OpenService<FileChange> {
  const process = {
    unit: `php${version}-fpm.service`,
    pidFile: `/run/php/php${version}-fpm.pid`,
    program: 'php-fpm',
  };
  const description: ServiceDescription = {
    name: `php-fpm@${version}`,
    process,
    checker: [`php-fpm${version}`, '--test', '--fpm-config', `/etc/php/${version}/fpm/php-fpm.conf`],
    inputs: [`/etc/php/${version}/fpm`, '/etc/passwd', '/etc/group'],
    cleanOutput: (output) => output.replace(TIME, ''),
    opensFilesPerAccount: true,
    // The master executes itself and keeps its listening sockets: no request is refused meanwhile.
    reloadSignal: 'SIGUSR2',
    watchReload: (master, processes) => watchReload(master, process, processes),
  };
  return defineService<FileChange>({
    ...description,
    kind: 'php-fpm',
    resource: 'php-fpm-pool',
    checkerNeeds: 'users',
    // Two versions cannot listen on one socket.
    takesOverFromInstances: true,
    isNeededBy: (target, isDown) => isNeededBy(version, target, isDown),
    ownFiles: (host) => ownFpmFiles(version, host),
    compose: (published, host) => composePhpFpm(version, published, host),
    verifyCandidate: (host, { files }) => verifySockets(description, host, files),
  });
}

const TIME = /^\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?\] /gm;

/** A PHP-FPM that runs may hold the socket that an account is to have in another version. */
function isNeededBy(version: string, { account, lifecycle }: Target, isDown: boolean): boolean {
  const { php } = account.services;
  if (isDown) return php.enabled && lifecycle === 'active' && php.version === version;
  return php.enabled;
}

/** The checker binds no socket, and a master that cannot bind one of them ends. */
async function verifySockets(
  service: ServiceDescription,
  host: HostReader,
  files: readonly FileChange[],
): Promise<CheckResult> {
  const sockets = files.flatMap(({ text }) => listensIn(text ?? ''));
  const live = await Promise.all(files.map(({ path }) => host.files.read(path)));
  // The master has these already, and is not woken up for them.
  const own = new Set(live.flatMap((found) => (found.kind === 'file' ? listensIn(found.text) : [])));
  const others = sockets.filter((path) => !own.has(path));
  const foreign = await host.services.foreignSockets(service, others);
  if (foreign.length === 0) return { ok: true };
  return { ok: false, output: `another process listens on ${foreign.join(', ')}` };
}

function listensIn(pools: string): string[] {
  return [...pools.matchAll(/^\s*listen\s*=\s*(\/\S+)/gm)].flatMap(([, path]) => (path ? [path] : []));
}
