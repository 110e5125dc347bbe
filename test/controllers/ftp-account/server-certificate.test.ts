// Which certificate vsftpd encrypts with, of those that lie on the host.

import { expect, test } from 'vitest';
import { serverCertificate } from '../../../controllers/ftp-account/server-certificate.ts';
import type { FoundCertificate } from '../../../src/host/certificates.ts';

function lies(name: string, validity: 'valid' | 'expired' = 'valid') {
  const chain = `/tls/${name}/fullchain.pem`;
  const key = `/tls/${name}/privkey.pem`;
  return {
    folder: name,
    usable: true as const,
    chain,
    key,
    digest: name,
    names: [name],
    validity,
    issuer: 'Test Authority',
    validFrom: 0,
    validTo: 1,
    place: 0,
  };
}

const HOST = lies('web1.example.net');
const A = lies('a.example');
const B = lies('b.example');
const asked = { fullName: 'web1.example.net', current: undefined, siteNames: ['none.example', 'b.example'] };

test.each([
  [
    'the one for the host’s own name before that of a site',
    [A, B, HOST],
    '/tls/a.example/fullchain.pem',
    HOST,
  ],
  ['that of a site, where the host has none', [A, B], undefined, B],
  ['the one in use, whatever account asks', [A, B], '/tls/a.example/fullchain.pem', A],
  [
    'another than the one in use once that has expired',
    [lies('a.example', 'expired'), B],
    '/tls/a.example/fullchain.pem',
    B,
  ],
  ['none of a site that has no FTP accounts', [A], undefined, undefined],
])('it is %s', (_, found, current, expected) => {
  expect(serverCertificate({ ...asked, found, current })).toEqual(expected);
});

test('of one that jopanel got, the copy that stays over renewals is taken', () => {
  const version = (name: string): FoundCertificate => {
    const folder = `/var/lib/jopanel/tls/a.example/${name}`;
    const stored = { site: 'a.example', version: name, id: undefined, renewal: undefined };
    const paths = { chain: `${folder}/fullchain.pem`, key: `${folder}/privkey.pem` };
    return { ...A, ...paths, folder: `a.example/${name}`, digest: name, stored };
  };
  const current = '/var/lib/jopanel/tls/a.example/fullchain.pem';
  const found = [version('20260101T000000000Z'), version('20260301T000000000Z')];
  expect(serverCertificate({ ...asked, found, current, siteNames: ['a.example'] })).toMatchObject({
    chain: current,
    key: '/var/lib/jopanel/tls/a.example/privkey.pem',
    digest: '20260301T000000000Z',
  });
});
