// A booted host keeps the contract of the ports; test/ports/port-contract.test.ts holds the simulated one to it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALL_CASES } from '../ports/contract/all-cases.ts';
import type { CaseResult } from '../ports/contract/port-case.ts';
import { sandbox } from './harness.ts';

const CLEAN_UP = `for name in $(getent passwd | grep -oE '^port[a-z0-9]+'); do userdel "$name"; done
for name in $(getent group | grep -oE '^port[a-z0-9]+'); do groupdel "$name"; done
rm -rf /home/port* /home/.jopanel-*port* /var/lib/jopanel-ports
rm -f /etc/nginx/conf.d/zz-port.conf /etc/ssh/sshd_config.d/zz-port.conf
rm -f /etc/systemd/system/jopanel-port.service /etc/jopanel-port.env
systemctl daemon-reload`;

let results: readonly CaseResult[] = [];

beforeAll(async () => {
  const script = '/usr/lib/jopanel/test/sandbox/inside/port-contract.ts';
  results = JSON.parse((await sandbox.run(['node', script], { timeoutMs: 150_000 })).stdout);
});

afterAll(async () => {
  await sandbox.run(['sh', '-c', CLEAN_UP]);
});

test.each(ALL_CASES.map(({ name }) => name))('%s', (name) => {
  expect(results.find((result) => result.name === name)).toEqual({ name, failure: null });
});
