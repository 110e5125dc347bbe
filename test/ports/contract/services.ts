import assert from 'node:assert/strict';
import { nginx } from '../../../services/nginx/service.ts';
import { sshd } from '../../../services/sshd/service.ts';
import type { PortCase } from './port-case.ts';

const ROOT = { uid: 0, gid: 0, mode: 0o644 };
const SITE = '/etc/nginx/conf.d/zz-port.conf';
const LOGIN = '/etc/ssh/sshd_config.d/zz-port.conf';
const SERVER = 'server {\n    listen 127.0.0.1:8099;\n    server_name port.example;\n}\n';

export const SERVICE_CASES: readonly PortCase[] = [
  {
    name: 'a checker accepts a sound candidate and refuses another, and neither goes live',
    async run({ services, files }) {
      assert.equal((await services.test(nginx, [])).ok, true);
      assert.equal((await services.test(nginx, [{ path: SITE, text: SERVER, ...ROOT }])).ok, true);
      const refused = await services.test(nginx, [{ path: SITE, text: 'refuse-me;\n', ...ROOT }]);
      assert.ok(!refused.ok && refused.output.includes(SITE));
      assert.equal((await files.read(SITE)).kind, 'absent');
    },
  },
  {
    name: 'the checker of sshd does the same',
    async run({ services, files }) {
      const sound = 'PermitEmptyPasswords no\n';
      assert.equal((await services.test(sshd, [{ path: LOGIN, text: sound, ...ROOT }])).ok, true);
      const refused = await services.test(sshd, [{ path: LOGIN, text: 'refuse-me yes\n', ...ROOT }]);
      assert.ok(!refused.ok && refused.output.includes('refuse-me'));
      assert.equal((await files.read(LOGIN)).kind, 'absent');
    },
  },
  {
    name: 'a candidate that removes a file is tested without it',
    async run({ services, files }) {
      await files.put([{ path: SITE, text: SERVER, ...ROOT }]);
      const broken = [{ path: SITE, text: 'refuse-me;\n', ...ROOT }];
      assert.equal((await services.test(nginx, broken)).ok, false);
      assert.equal((await services.test(nginx, [{ path: SITE, text: null, ...ROOT }])).ok, true);
      assert.equal((await files.read(SITE)).kind, 'file');
      await files.put([{ path: SITE, text: null, ...ROOT }]);
    },
  },
  {
    name: 'a service that runs takes its new configuration, and runs on',
    async run({ services, files }) {
      for (const service of [nginx, sshd])
        assert.deepEqual(await services.state(service), { state: 'running' });
      await files.put([{ path: SITE, text: SERVER, ...ROOT }]);
      await services.reload(nginx);
      await files.put([{ path: SITE, text: null, ...ROOT }]);
      await services.reload(nginx);
      await services.reload(sshd);
      for (const service of [nginx, sshd])
        assert.deepEqual(await services.state(service), { state: 'running' });
    },
  },
  {
    name: 'the fingerprint of the inputs changes when one of them does, and only then',
    async run({ services, files }) {
      const before = await services.fingerprint(nginx);
      await services.test(nginx, [{ path: SITE, text: SERVER, ...ROOT }]);
      assert.equal(await services.fingerprint(nginx), before);
      await files.put([{ path: SITE, text: SERVER, ...ROOT }]);
      assert.notEqual(await services.fingerprint(nginx), before);
      await files.put([{ path: SITE, text: null, ...ROOT }]);
    },
  },
];
