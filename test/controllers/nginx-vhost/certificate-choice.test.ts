import { describe, expect, test } from 'vitest';
import { certificateNotes, chooseCertificates } from '../../../controllers/nginx-vhost/certificate-choice.ts';
import type { FoundCertificate } from '../../../src/host/certificates.ts';

const NAMES = ['joko.example', 'www.joko.example', '*.joko.example', 'a.b.joko.example', 'shop.example'];

function sound(folder: string, ...names: string[]): [string, FoundCertificate] {
  return [folder, { usable: true, chain: `/tls/${folder}/fullchain.pem`, key: '', digest: '', names }];
}

function chosen(...found: [string, FoundCertificate][]): (string | undefined)[] {
  const choose = chooseCertificates(NAMES, new Map(found));
  return NAMES.map((name) => choose(name)?.chain.split('/')[2]);
}

describe('the certificate of a name', () => {
  test('is the one in its own folder', () => {
    expect(
      chosen(sound('joko.example', 'joko.example', 'shop.example'), sound('shop.example', 'shop.example')),
    ).toEqual(['joko.example', undefined, undefined, undefined, 'shop.example']);
  });

  test('may be that of another name of the account which covers it', () => {
    expect(chosen(sound('joko.example', 'joko.example', '*.joko.example'))).toEqual([
      'joko.example',
      'joko.example',
      'joko.example',
      undefined,
      undefined,
    ]);
  });

  test('is none that covers it not, even in its own folder', () => {
    expect(chosen(sound('shop.example', 'other.example'))).toEqual(NAMES.map(() => undefined));
  });

  test('is never that of another account', () => {
    expect(chosen(sound('example', '*.example'))).toEqual(NAMES.map(() => undefined));
  });

  test('is none that cannot be used', () => {
    expect(chosen(['shop.example', { usable: false, why: 'expired' }])).toEqual(NAMES.map(() => undefined));
  });
});

test('what an operator should know is said by the name of the folder', () => {
  const found = new Map<string, FoundCertificate>([
    ['joko.example', { usable: false, why: '/tls/joko.example/fullchain.pem has expired; renew it' }],
    sound('shop.example', 'other.example'),
    sound('somebody.example', 'joko.example'),
  ]);
  expect(certificateNotes(NAMES, found)).toEqual([
    '/tls/joko.example/fullchain.pem has expired; renew it; joko.example is served on port 80 only',
    '/tls/shop.example/fullchain.pem is not for shop.example but for other.example',
  ]);
});
