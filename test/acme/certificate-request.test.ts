import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateId } from '../../src/model/acme/certificate-id.ts';
import { certificateRequest } from '../../src/model/acme/certificate-request.ts';
import { issue, namesIn, testAuthority } from './issue-certificate.ts';

const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const NAMES = Array.from({ length: 100 }, (_, index) => `a-rather-long-name-${index}.shop.example`);
const life = { from: Date.UTC(2026, 0), to: Date.UTC(2026, 3) };

test('a request says its key and its names, also a hundred of them', () => {
  const csr = certificateRequest(key, NAMES);
  expect(namesIn(csr)).toEqual(NAMES);
  const leaf = new X509Certificate(issue(testAuthority(), csr, life, 7));
  expect(leaf.publicKey.equals(createPublicKey(key))).toBe(true);
  expect(leaf.checkHost(NAMES[99] ?? '')).toBe(NAMES[99]);
});

test('the identifier of the example of RFC 9773 is found', () => {
  const leaf = new X509Certificate(RFC_9773);
  expect(certificateId(leaf)).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
});

test('a certificate that does not say who signed it has none, and neither has one that is cut off', () => {
  const root = new X509Certificate(testAuthority().root);
  expect(certificateId(root)).toBeUndefined();
  expect(certificateId({ raw: root.raw.subarray(0, 40) })).toBeUndefined();
});

/** RFC 9773, appendix A. */
const RFC_9773 = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----
`;
