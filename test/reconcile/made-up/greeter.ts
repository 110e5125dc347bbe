// A service that the product does not have: it greets visitors, each account with its own words.

import { defineService } from '../../../services/define-service.ts';

const FOLDER = '/etc/greeter';

export function greetingPath(username: string): string {
  return `${FOLDER}/${username}.conf`;
}

/** An account publishes its greeting; null takes it back. */
export const greeter = defineService<string | null>({
  name: 'greeter',
  comesUpAfter: ['nginx'],
  resource: 'greeting',
  process: { unit: 'greeter.service', pidFile: '/run/greeter.pid', program: 'greeter' },
  checker: ['greeter', '--check'],
  inputs: [FOLDER],
  opensFilesPerAccount: false,
  reloadSignal: 'SIGHUP',
  async watchReload() {
    throw new Error('the simulated host sees a reload by itself');
  },
  async ownFiles({ files }) {
    return (await files.list(FOLDER)).map((name) => `${FOLDER}/${name}`);
  },
  async compose(published, _host, { accountsInForce }) {
    return {
      changes: published.map(({ account, payload: text }) => {
        return { path: greetingPath(account), text, uid: 0, gid: 0, mode: 0o644 };
      }),
      shared: [
        {
          path: `${FOLDER}/shared.conf`,
          text: `# Made by jopaneld for all\n${[...accountsInForce.keys()].sort().join('\n')}\n`,
          mode: 0o644,
        },
      ],
    };
  },
  async verifyCandidate(_host, _candidate, published) {
    const rude = published.find(({ payload }) => payload?.includes('rude@'));
    return rude === undefined ? { ok: true } : { ok: false, output: `${rude.account} is rude` };
  },
});
