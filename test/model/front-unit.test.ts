import { expect, test } from 'vitest';
import { runFront } from '../../src/model/front-unit.ts';

const UNIT = {
  name: 'jopanel-metrics',
  argv: ['/usr/bin/node', '/srv/$front.js'],
  root: '/run/jopanel/metrics/root',
  visible: [['/run/jopanel/metrics/front.sock', '/run/upstream.sock']],
  properties: ['LoadCredential=key:/etc/key.pem'],
} as const;

test.each([
  ['127.0.0.1', '127.0.0.1:9710'],
  ['0.0.0.0', '0.0.0.0:9710'],
  ['::1', '[::1]:9710'],
  ['2001:db8::7', '[2001:db8::7]:9710'],
])('systemd listens on the address %s', (address, stream) => {
  const argv = runFront({ ...UNIT, address: { address, port: 9710 } });
  expect(argv).toContain(`--socket-property=ListenStream=${stream}`);
});

test('the process sees its program and the sockets that it was given, and no word of its command is expanded', () => {
  const argv = runFront({ ...UNIT, address: { address: '127.0.0.1', port: 9710 } });
  const binds = argv.filter((word) => word.startsWith('--property=BindReadOnlyPaths='));
  expect(binds).toEqual([
    '--property=BindReadOnlyPaths=/usr -/lib -/lib64',
    '--property=BindReadOnlyPaths=/run/jopanel/metrics/front.sock:/run/upstream.sock',
  ]);
  expect(argv).toContain('--property=RootDirectory=/run/jopanel/metrics/root');
  expect(argv).toContain('--property=LoadCredential=key:/etc/key.pem');
  expect(argv.slice(-3)).toEqual(['--', '/usr/bin/node', '/srv/$$front.js']);
});
