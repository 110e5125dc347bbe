import type { X509Certificate } from 'node:crypto';
import { derElements } from './der.ts';

const AUTHORITY_KEY_IDENTIFIER = Buffer.from('551d23', 'hex');

const INTEGER = 0x02;
const OID = 0x06;
const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
const KEY_IDENTIFIER = 0x80;
const EXTENSIONS = 0xa3;

/**
 * How an authority knows a certificate when it is asked about its renewal (RFC 9773, section 4.1): the identifier of the
 * issuer's key and the serial number.
 *
 * @returns undefined where the certificate does not say who signed it
 */
export function certificateId({ raw }: Pick<X509Certificate, 'raw'>): string | undefined {
  try {
    const [certificate] = derElements(raw);
    const [toBeSigned] = certificate === undefined ? [] : derElements(certificate.content);
    if (toBeSigned === undefined) return undefined;
    const fields = [...derElements(toBeSigned.content)];
    const serial = fields.find(({ tag }) => tag === INTEGER)?.content;
    const extensions = fields.find(({ tag }) => tag === EXTENSIONS)?.content;
    const issuerKey = extensions && keyIdentifier(extensions);
    if (serial === undefined || issuerKey === undefined) return undefined;
    return `${issuerKey.toString('base64url')}.${serial.toString('base64url')}`;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function keyIdentifier(extensions: Buffer): Buffer | undefined {
  for (const list of derElements(extensions)) {
    for (const { content } of derElements(list.content)) {
      const parts = [...derElements(content)];
      const isIt = parts[0]?.tag === OID && parts[0].content.equals(AUTHORITY_KEY_IDENTIFIER);
      const value = isIt ? parts.find(({ tag }) => tag === OCTET_STRING) : undefined;
      if (value === undefined) continue;
      for (const { tag, content: inner } of derElements(value.content)) {
        if (tag !== SEQUENCE) continue;
        for (const field of derElements(inner)) if (field.tag === KEY_IDENTIFIER) return field.content;
      }
    }
  }
  return undefined;
}
