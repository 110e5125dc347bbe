// Whatever the model accepts, every renderer can write, and nothing but the format's own bytes comes out.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderAuthorizedKeys } from '../../renderers/authorized-keys.ts';
import { renderVhost } from '../../renderers/nginx-vhost.ts';
import { appUnitName, renderAppEnvironment, renderAppUnit } from '../../renderers/node-app.ts';
import { renderPool } from '../../renderers/php-pool.ts';
import { renderSshdMatch } from '../../renderers/sshd-match.ts';
import { renderUserSlice } from '../../renderers/user-slice.ts';
import type { Account } from '../../src/model/account.ts';
import { phpPoolsOf } from '../../src/model/php-pools.ts';
import { SET_FILES, type SetFileName } from '../../src/model/set-files.ts';
import { sshdPolicyOf } from '../../src/model/sshd-policy.ts';
import { arbitrarySet } from '../model/arbitrary-files.ts';
import { checkTexts } from '../model/hostile-set.ts';

const PRINTABLE_ASCII = /^[\x20-\x7e\n]*$/;
const NO_CONTROLS = /^(?:[^\p{Cc}]|\n)*$/u;

const accepted = arbitrarySet.map((set): Account => {
  const texts = new Map<SetFileName, string>(SET_FILES.map((file) => [file, JSON.stringify(set[file])]));
  const checked = checkTexts(texts, String(set['account.json'].username));
  if (!checked.ok) throw new Error('a good set was refused');
  return checked.account;
});

function vhost(account: Account, refuseWith: 503 | undefined): string {
  return renderVhost(account, {
    ipv6: true,
    http2: 'directive',
    http3: false,
    logDir: `/var/log/jopanel/sites/${account.username}`,
    acmeRoot: '/var/lib/jopanel/acme',
    certificateOf: () => undefined,
    snippets: undefined,
    refuseWith,
    trustedProxies: [],
  });
}

test('web server, PHP, SSH and limits: printable ASCII, and as many lines and braces for any value', () => {
  fc.assert(
    fc.property(accepted, (account) => {
      for (const refuseWith of [503, undefined] as const) {
        const text = vhost(account, refuseWith);
        expect(text).toMatch(PRINTABLE_ASCII);
        expect(text.split('{').length).toBe(text.split('}').length);
      }
      for (const { id } of phpPoolsOf(account)) {
        const pool = renderPool(account, id).config.join('\n');
        expect(pool.replace(/^env.*$/gm, '')).toMatch(PRINTABLE_ASCII);
        expect(pool.match(/^\[.*\]$/gm)).toEqual(['[global]', `[${account.username}]`]);
      }
      const match = renderSshdMatch(new Map([[account.username, sshdPolicyOf(account)]]));
      expect(match).toMatch(PRINTABLE_ASCII);
      expect(match.match(/^Match .*$/gm)).toEqual([`Match User ${account.username}`]);
      expect(renderUserSlice(account) ?? '').toMatch(PRINTABLE_ASCII);
    }),
  );
});

test('keys and apps: any script, but never a control character, and one line a thing', () => {
  fc.assert(
    fc.property(accepted, (account) => {
      const keys = renderAuthorizedKeys(account.username, account.ssh.authorized_keys);
      expect(keys).toMatch(NO_CONTROLS);
      expect(keys.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(
        account.ssh.authorized_keys,
      );
      for (const app of account.services.nodejs.apps) {
        const unit = renderAppUnit(account, app);
        expect(unit).toMatch(NO_CONTROLS);
        expect(unit.match(/^ExecStart=/gm)).toHaveLength(1);
        expect(unit.match(/^User=.*$/gm)).toEqual([`User=${account.username}`]);
        const environment = renderAppEnvironment(account.username, app, 'x');
        expect(environment).toMatch(NO_CONTROLS);
        const names = environment.match(/^[A-Za-z_][A-Za-z0-9_]*(?==)/gm) ?? [];
        expect(names.sort()).toEqual(
          [...new Set([...Object.keys(app.env), 'PORT', 'JOPANEL_STARTED_AS'])].sort(),
        );
        expect(appUnitName(account.username, app.name)).toMatch(/^[a-z0-9.-]+$/);
      }
    }),
  );
});
