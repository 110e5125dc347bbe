// The same refusal has to read the same each time, so that it is one refusal in the journal.
import { expect, test } from 'vitest';
import { nginx } from '../../services/nginx/service.ts';
import { sshd } from '../../services/sshd/service.ts';

test.each([
  [
    nginx,
    '2026/11/22 07:47:40 [emerg] 3959#3959: unknown directive "broken" in /etc/nginx/conf.d/zz.conf:1\nnginx: configuration file /etc/nginx/nginx.conf test failed\n',
    '[emerg] unknown directive "(redacted)" in /etc/nginx/conf.d/zz.conf:1\nnginx: configuration file /etc/nginx/nginx.conf test failed\n',
  ],
  [
    sshd,
    '/etc/ssh/sshd_config.d/60-jopanel.conf line 3: Bad yes/no argument: 2026/11/22',
    '/etc/ssh/sshd_config.d/60-jopanel.conf line 3: Bad yes/no argument: 2026/11/22',
  ],
])(
  'the time, the process id and the operator’s own words are taken out of the output of $name',
  (service, output, clean) => {
    expect(service.cleanOutput(output, [])).toBe(clean);
  },
);
