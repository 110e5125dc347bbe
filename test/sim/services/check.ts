// What the checkers of the services find wrong, as far as it matters here: enough to refuse, and to say of whom.

import type { CheckResult } from '../../../src/host/services.ts';
import { lookUp } from '../disk.ts';
import type { Machine } from '../machine.ts';

type Files = ReadonlyMap<string, string>;

/** @param lenient lets through what the service would only warn of */
export function check(machine: Machine, service: string, files: Files, lenient = false): CheckResult {
  for (const [path, text] of files) {
    // How a test makes a service refuse what our own checks let through.
    if (text.includes('refuse-me')) return refused(`${service}: [emerg] unexpected "refuse-me" in ${path}:1`);
  }
  if (service === 'nginx') return checkNginx(machine, files, lenient);
  return service === 'sshd' ? checkSshd(files) : { ok: true };
}

function checkNginx(machine: Machine, files: Files, lenient: boolean): CheckResult {
  const isIncluded = files.has('/etc/nginx/conf.d/jopanel.conf');
  const names = new Map<string, string>();
  for (const [path, text] of files) {
    if (path.startsWith('/etc/nginx/jopanel/') && !isIncluded) continue;
    if (path.endsWith('.snippets')) continue;
    for (const [, listed = ''] of text.matchAll(/^\s*server_name ([^;]+);/gm)) {
      for (const name of new Set(listed.split(' ').filter((each) => each !== '""'))) {
        const other = names.get(name);
        // nginx only warns of it and serves one of the two; no account should ever get as far as that.
        if (other !== undefined && other !== path && !lenient)
          return refused(`nginx: [emerg] conflicting server name "${name}" in ${path}:1 and ${other}`);
        names.set(name, path);
      }
    }
    for (const [, log = ''] of text.matchAll(/^\s*(?:access|error)_log (\/[^\s;]+)/gm)) {
      const folder = log.slice(0, log.lastIndexOf('/'));
      if (lookUp(machine.disk, folder) === undefined)
        return refused(`nginx: [emerg] open() "${log}" failed (2: No such file or directory)`);
    }
  }
  return { ok: true };
}

function checkSshd(files: Files): CheckResult {
  for (const [path, text] of files) {
    for (const line of text.split('\n')) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      if (!/^\s*[A-Za-z0-9]+ \S/.test(line))
        return refused(`${path}: line 1: Bad configuration option: ${line}`);
    }
  }
  return { ok: true };
}

function refused(output: string): CheckResult {
  return { ok: false, output };
}
