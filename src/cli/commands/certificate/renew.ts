// `jopanel certificate renew NAME…`: asks the authority now, whatever the time of the next try is.

import { siteRetry } from '../../../../controllers/certificate/site-state.ts';
import { systemClock } from '../../../host/clock.ts';
import { quoted } from '../../../model/quoted.ts';
import { type CertificateAnswer, CertificatesAnswer } from '../../../status/answers/certificate-answer.ts';
import type { Command } from '../../command-line/command.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import { type StatusClient, statusClient } from '../../daemon/status-client.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { hostSettings } from '../../settings/host-settings.ts';
import { count } from '../../terminal/format.ts';
import { safe } from '../../terminal/terminal.ts';

const PATIENCE_MS = 600_000;
const POLL_MS = 500;

export const renewCertificates: Command = {
  name: 'renew',
  summary: 'get new certificates for sites now',
  description: `NAME is an account, for all of its sites, or one of the names of a site. The budget of the authority is kept
to: it may permit only a few certificates for the same names in a week. The certificates before stay until the new ones
are loaded. Exit: 0 all renewed, 1 not all.`,
  positionals: [{ name: 'NAME', kind: 'account', many: true }],
  examples: [
    { line: 'jopanel certificate renew www.example.com', help: 'the site with this name' },
    { line: 'jopanel certificate renew joko', help: 'all sites of an account' },
  ],
  root: true,
  output: async () => CertificatesAnswer,
  async run(invocation) {
    const { terminal, json, positionals } = invocation;
    const settings = hostSettings();
    if (settings.acme === null)
      return failed(
        invocation,
        'no certificate authority is set\nset acme in jopaneld.json; see docs/certificates.md',
      );
    const client = await statusClient(invocation);
    const listed = await client.get('/v1/certificates', CertificatesAnswer);
    if (!listed.ok) return failed(invocation, listed.message);
    const wanted = new Set<CertificateAnswer>();
    for (const name of positionals) {
      const meant = listed.value.certificates.filter(
        ({ username, site, names }) => username === name || site === name || names.includes(name),
      );
      if (meant.length === 0)
        return failed(
          invocation,
          `no account and no site is called ${quoted(name)}\nsee: jopanel certificate list`,
        );
      const others = meant.filter(({ source }) => source === 'operator');
      if (others.length === meant.length)
        return failed(
          invocation,
          `${quoted(name)} has a certificate of the operator's own\nrenew that: ${others[0]?.file ?? ''}`,
        );
      for (const each of meant) if (each.source !== 'operator') wanted.add(each);
    }
    for (const [username, each] of Map.groupBy(wanted, (one) => one.username)) {
      const items = each.map(({ site }) => siteRetry(site));
      const answer = await askDaemon(settings, { kind: 'redo', username, resource: 'certificate', items });
      if (answer.state === 'failed') return failed(invocation, answer.message);
      if (answer.state === 'no-daemon')
        return failed(invocation, 'jopaneld does not run\nrun: systemctl start jopaneld');
    }
    const certificates = await waitFor(client, [...wanted]);
    const open = certificates.filter(({ last_error, isOver }) => last_error !== null || !isOver);
    if (json) printJson(invocation, { certificates: certificates.map(({ isOver: _, ...each }) => each) });
    else {
      for (const { site, last_error, isOver } of open)
        terminal.out(
          `${site}: ${safe(last_error ?? (isOver ? '' : 'it goes on; see: jopanel certificate list'))}\n`,
        );
      terminal.out(`${count(certificates.length - open.length, 'certificate')} renewed.\n`);
    }
    return open.length === 0 ? 0 : 1;
  },
};

type Waited = CertificateAnswer & { readonly isOver: boolean };

/** Until each has another certificate than before, or has failed once more. */
async function waitFor(client: StatusClient, before: readonly CertificateAnswer[]): Promise<Waited[]> {
  const deadline = systemClock.monotonic() + PATIENCE_MS;
  for (;;) {
    const answer = await client.get('/v1/certificates', CertificatesAnswer);
    const now = answer.ok ? answer.value.certificates : [];
    const waited = before.map((old): Waited => {
      const found = now.find(({ username, site }) => username === old.username && site === old.site) ?? old;
      const isOver =
        found.file !== old.file || found.failures !== old.failures || found.next_try_at !== old.next_try_at;
      return { ...found, isOver };
    });
    if (waited.every(({ isOver }) => isOver) || systemClock.monotonic() > deadline) return waited;
    await systemClock.sleep(POLL_MS);
  }
}
