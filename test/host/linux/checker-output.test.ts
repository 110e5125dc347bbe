// A refusal that stays is one refusal, however often it is heard.
import { expect, test } from 'vitest';
import { checkerOutput } from '../../../src/host/linux/checker-output.ts';

test.each([
  [
    '2026/11/22 07:47:40 [emerg] 3959#3959: unknown directive "broken" in /etc/nginx/conf.d/zz.conf:1\nnginx: configuration file /etc/nginx/nginx.conf test failed\n',
    '[emerg] unknown directive "broken" in /etc/nginx/conf.d/zz.conf:1\nnginx: configuration file /etc/nginx/nginx.conf test failed',
  ],
  [
    '[22-Nov-2026 07:47:40] ERROR: [pool x] no such directory\n[22-Nov-2026 07:47:40.123456] ERROR: FPM initialization failed\n',
    'ERROR: [pool x] no such directory\nERROR: FPM initialization failed',
  ],
  [
    '/etc/ssh/sshd_config.d/60-jopanel.conf line 3: Bad yes/no argument: 2026/11/22',
    '/etc/ssh/sshd_config.d/60-jopanel.conf line 3: Bad yes/no argument: 2026/11/22',
  ],
])('%j', (said, words) => {
  expect(checkerOutput(said)).toBe(words);
});
