// What explain adds to a line that names a certificate.

import { expect, test } from 'vitest';
import { certificateNote } from '../../../src/cli/explain/certificate-note.ts';
import type { FoundCertificate } from '../../../src/host/certificates.ts';

const SITE = '/var/lib/jopanel/tls/joko.example';

function lies(folder: string, more: Partial<FoundCertificate & { usable: true }> = {}): FoundCertificate {
  return {
    folder,
    usable: true,
    chain: `${folder}/fullchain.pem`,
    key: `${folder}/privkey.pem`,
    digest: folder,
    names: ['joko.example', 'www.joko.example'],
    validity: 'valid',
    issuer: 'Test Authority',
    validFrom: 0,
    validTo: Date.UTC(2026, 3),
    place: 0,
    ...more,
  };
}

function got(version: string): FoundCertificate {
  const stored = { site: 'joko.example', version, id: undefined, renewal: undefined };
  return lies(`${SITE}/${version}`, { stored, issuer: `the one of ${version}` });
}

const certificates = {
  all: async () => [
    lies('/etc/jopanel/tls/joko.example'),
    got('20260101T000000000Z'),
    got('20260201T000000000Z'),
  ],
};
const note = (line: string) => certificateNote(line, 'joko', certificates);

test.each([
  [
    '  ssl_certificate "/etc/jopanel/tls/joko.example/fullchain.pem";',
    'The certificate is for joko.example, www.joko.example, from Test Authority, and valid until 2026-04-01T00:00:00.000Z. It was put on this host by its operator.',
  ],
  [
    `  ssl_certificate_key "${SITE}/20260101T000000000Z/privkey.pem";`,
    'The certificate is for joko.example, www.joko.example, from the one of 20260101T000000000Z, and valid until 2026-04-01T00:00:00.000Z. jopaneld got it for the site joko.example and renews it; see: jopanel certificate list joko',
  ],
  [
    `rsa_cert_file=${SITE}/fullchain.pem`,
    'The certificate is for joko.example, www.joko.example, from the one of 20260201T000000000Z, and valid until 2026-04-01T00:00:00.000Z. vsftpd has one for all accounts. jopaneld got it for the site joko.example and renews it; see: jopanel certificate list joko',
  ],
])('the line "%s" says where its certificate comes from', async (line, expected) => {
  expect(await note(line)).toBe(expected);
});

test.each(['  ssl_certificate "/elsewhere/fullchain.pem";', '  server_name joko.example;', 'ssl_enable=YES'])(
  'the line "%s" says nothing more',
  async (line) => {
    expect(await note(line)).toBeUndefined();
  },
);
