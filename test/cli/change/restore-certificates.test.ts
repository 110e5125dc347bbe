// Which certificates of an archive are taken: those of the account's own names, and whole ones.

import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { restoreCertificates } from '../../../src/cli/change/restore-certificates.ts';
import { certificateRequest } from '../../../src/model/acme/certificate-request.ts';
import { issue, testAuthority } from '../../acme/issue-certificate.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';
import { lookUp, walk } from '../../sim/disk.ts';
import { Effects } from '../../sim/effects.ts';
import { freshMachine } from '../../sim/fresh-machine.ts';
import { simRootFiles } from '../../sim/ports/root-files.ts';

const NOW = Date.UTC(2026, 1);
const LIFE = { from: Date.UTC(2026, 0), to: Date.UTC(2026, 3) };
const VERSION = '20260101T000000000Z';
const account = sampleAccount('anna');

function archived(names: readonly string[], site = 'anna.example', life = LIFE) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const chain = issue(testAuthority(), certificateRequest(privateKey, names), life, 7);
  return { site, version: VERSION, key, chain };
}

async function restored(each: ReturnType<typeof archived>) {
  const machine = freshMachine();
  const files = simRootFiles({ machine, effects: new Effects() });
  const sites = await restoreCertificates(account, [each], { files, stateDir: '/var/lib/jopanel', now: NOW });
  const written = [...walk(machine.disk)].flatMap(([path, node]) =>
    path.startsWith('/var/lib/jopanel/tls/') && node.kind === 'file' ? [path] : [],
  );
  return { sites, written, machine };
}

test('the certificate of a site lies where it was got, for root alone', async () => {
  const each = archived(['anna.example', 'www.anna.example']);
  const { sites, written, machine } = await restored(each);
  expect(sites).toEqual(['anna.example']);
  const folder = '/var/lib/jopanel/tls/anna.example';
  const files = ['fullchain.pem', 'privkey.pem'];
  const expected = [folder, `${folder}/${VERSION}`].flatMap((where) =>
    files.map((name) => `${where}/${name}`),
  );
  expect(written.toSorted()).toEqual(expected.toSorted());
  expect(written.map((path) => lookUp(machine.disk, path)?.mode)).toEqual([0o600, 0o600, 0o600, 0o600]);
  expect(lookUp(machine.disk, `${folder}/${VERSION}/privkey.pem`)?.text).toBe(each.key);
});

test.each([
  ['for a name of another account', archived(['anna.example', 'victim.example'])],
  ['for a wildcard that the account does not have', archived(['*.example'])],
  ['of a site that the account does not have', archived(['anna.example'], 'victim.example')],
  ['of a site whose name leads elsewhere', archived(['anna.example'], '../../../etc')],
  ['in a folder whose name is no version', { ...archived(['anna.example']), version: '../x' }],
  ['that has expired', archived(['anna.example'], 'anna.example', { ...LIFE, to: Date.UTC(2026, 0, 20) })],
  ['with the key of another', { ...archived(['anna.example']), key: archived(['anna.example']).key }],
  ['without a key', { ...archived(['anna.example']), key: 'nonsense' }],
  ['that is nonsense', { ...archived(['anna.example']), chain: 'nonsense' }],
])('one %s is left out', async (_, each) => {
  expect(await restored(each)).toMatchObject({ sites: [], written: [] });
});

test('a site that has a certificate on this host keeps it', async () => {
  const machine = freshMachine();
  const files = simRootFiles({ machine, effects: new Effects() });
  const as = { files, stateDir: '/var/lib/jopanel', now: NOW };
  expect(await restoreCertificates(account, [archived(['anna.example'])], as)).toEqual(['anna.example']);
  expect(await restoreCertificates(account, [archived(['anna.example'])], as)).toEqual([]);
});
