// `jopanel certificate list [USER…]`: which certificate each site has, and what comes next.

import { type CertificateAnswer, CertificatesAnswer } from '../../../status/answers/certificate-answer.ts';
import type { Command } from '../../command-line/command.ts';
import { statusClient } from '../../daemon/status-client.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { table } from '../../terminal/table.ts';
import { safe } from '../../terminal/terminal.ts';

export const listCertificates: Command = {
  name: 'list',
  summary: 'list the certificates of sites',
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  examples: [
    { line: 'jopanel certificate list', help: 'of all accounts, those that expire first at the top' },
    { line: 'jopanel certificate list joko', help: 'of one' },
  ],
  output: async () => CertificatesAnswer,
  async run(invocation) {
    const { positionals, terminal, screen, json } = invocation;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const paths =
      positionals.length === 0
        ? ['/v1/certificates']
        : positionals.map((name) => `/v1/users/${encodeURIComponent(name)}/certificates`);
    const certificates: CertificateAnswer[] = [];
    for (const path of paths) {
      const answer = await client.get(path, CertificatesAnswer);
      if (!answer.ok) return failed(invocation, answer.message);
      certificates.push(...answer.value.certificates);
    }
    certificates.sort((left, right) => ((left.not_after ?? '') < (right.not_after ?? '') ? -1 : 1));
    if (json) {
      printJson(invocation, { certificates });
      return 0;
    }
    if (certificates.length === 0) {
      terminal.out('There is no site that may have a certificate.\n');
      return 0;
    }
    terminal.out(
      table(
        certificates,
        [
          { title: 'ACCOUNT', text: ({ username }) => username },
          {
            title: 'SITE',
            text: ({ site, names }) => (names.length === 1 ? site : `${site} +${names.length - 1}`),
          },
          { title: 'ISSUER', text: ({ issuer }) => issuer ?? 'none' },
          { title: 'VALID UNTIL', text: ({ not_after }) => day(not_after) },
          { title: 'NEXT TRY', text: ({ next_try_at }) => moment(next_try_at) },
          { title: 'WITHOUT', text: ({ without }) => without.join(' ') },
        ],
        { terminal, width: screen.columns },
      ),
    );
    for (const { site, last_error } of certificates) {
      if (last_error !== null) terminal.out(`\n${site}: ${safe(last_error)}\n`);
    }
    return 0;
  },
};

function day(time: string | null): string {
  return time === null ? '' : time.slice(0, 10);
}

function moment(time: string | null): string {
  return time === null ? '' : time.slice(0, 16).replace('T', ' ');
}
