import { describe, expect, test } from 'vitest';
import { indexCertificates } from '../../../services/nginx/certificate-index.ts';
import type { FoundCertificate } from '../../../src/host/certificates.ts';

const NAMES = ['joko.example', 'www.joko.example', '*.joko.example', 'a.b.joko.example', 'shop.example'];

type Sound = FoundCertificate & { readonly usable: true };

function sound(folder: string, names: readonly string[], more: Partial<Sound> = {}): FoundCertificate {
  const chain = `/tls/${folder}/fullchain.pem`;
  const valid = {
    validity: 'valid',
    validFrom: 0,
    validTo: 1000,
    issuer: 'Test Authority',
    place: 1,
  } as const;
  return { folder, usable: true, chain, key: '', digest: '', names, ...valid, ...more };
}

function chosen(...found: FoundCertificate[]): (string | undefined)[] {
  const { of } = indexCertificates(found);
  return NAMES.map((name) => of(name)?.chain.split('/')[2]);
}

describe('the certificate of a name', () => {
  test('is found by the names inside it, in whatever folder it lies', () => {
    expect(
      chosen(sound('some-folder', ['joko.example']), sound('joko.example-0001', ['shop.example'])),
    ).toEqual(['some-folder', undefined, undefined, undefined, 'joko.example-0001']);
  });

  test('may be a wildcard, which stands for one label', () => {
    const wildcard = sound('any', ['joko.example', '*.joko.example']);
    expect(chosen(wildcard)).toEqual(['any', 'any', 'any', undefined, undefined]);
  });

  test('is the one that lasts longest', () => {
    const [old, renewed] = [
      sound('joko.example', ['joko.example'], { validTo: 1000 }),
      sound('joko.example-0001', ['joko.example'], { validTo: 2000 }),
    ];
    expect(chosen(old, renewed)[0]).toBe('joko.example-0001');
    expect(chosen(renewed, old)[0]).toBe('joko.example-0001');
  });

  test("is that of the operator's own place where both are valid, and the valid one where only one is", () => {
    const own = sound('own', ['joko.example'], { place: 0 });
    const certbots = sound('certbot', ['joko.example'], { validTo: 2000 });
    expect(chosen(certbots, own)[0]).toBe('own');
    const expired = sound('own', ['joko.example'], { place: 0, validity: 'expired' });
    expect(chosen(certbots, expired)[0]).toBe('certbot');
  });

  test('is an expired one where there is no other', () => {
    expect(chosen(sound('old', ['joko.example'], { validity: 'expired' }))[0]).toBe('old');
  });

  test('is none that does not cover it, even in its own folder, nor one that cannot be used', () => {
    expect(
      chosen(sound('shop.example', ['other.example']), {
        folder: 'joko.example',
        usable: false,
        why: 'no key',
      }),
    ).toEqual(NAMES.map(() => undefined));
  });
});

test('an operator is told of what is served though it has expired, and of what cannot be served', () => {
  const { notes } = indexCertificates([
    { folder: 'www.joko.example-0002', usable: false, why: '/tls/www/privkey.pem is missing' },
    sound('joko.example', ['joko.example'], { validity: 'expired' }),
    sound('shop.example', ['other.example']),
    sound('else', ['a.b.joko.example']),
  ]);
  expect(NAMES.flatMap((name) => notes(name))).toEqual([
    '/tls/joko.example/fullchain.pem has expired; renew it; joko.example is served with it all the same',
    '/tls/www/privkey.pem is missing; www.joko.example is served on port 80 only',
    '/tls/shop.example/fullchain.pem is not for shop.example but for other.example',
  ]);
});
