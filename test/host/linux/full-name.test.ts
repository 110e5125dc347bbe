import { expect, test } from 'vitest';
import { fullName } from '../../../src/host/linux/full-name.ts';

const HOSTS = `# 192.0.2.1 web1.wrong.example web1
127.0.0.1\tlocalhost
127.0.1.1\tweb1.example.net web1 # web1.also.wrong
192.0.2.7 web10.example.net web10
::1 localhost ip6-localhost
`;

test.each([
  ['web1', 'web1.example.net'],
  ['WEB1', 'web1.example.net'],
  ['web10', 'web10.example.net'],
  ['web1.example.org', 'web1.example.org'],
  ['web2', 'web2'],
  ['localhost', 'localhost'],
])('%s is %s', (hostname, full) => {
  expect(fullName(hostname, HOSTS)).toBe(full);
  expect(fullName(hostname, '')).toBe(hostname);
});
