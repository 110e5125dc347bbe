import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { der, derOid, derSequence, derSet } from './der.ts';

const EXTENSION_REQUEST = '2a864886f70d01090e';
const SUBJECT_ALT_NAME = '551d11';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const ATTRIBUTES = 0xa0;
const DNS_NAME = 0x82;

/**
 * A certificate request (RFC 2986) for these names, signed by a key of P-256. It has no subject: authorities take the
 * names from the extension alone.
 *
 * @returns DER
 */
export function certificateRequest(key: KeyObject, names: readonly string[]): Buffer {
  const altNames = derSequence(...names.map((name) => der(DNS_NAME, Buffer.from(name, 'ascii'))));
  const extensions = derSequence(derSequence(derOid(SUBJECT_ALT_NAME), der(OCTET_STRING, altNames)));
  const info = derSequence(
    der(INTEGER, Buffer.from([0])),
    derSequence(),
    createPublicKey(key).export({ format: 'der', type: 'spki' }),
    der(ATTRIBUTES, derSequence(derOid(EXTENSION_REQUEST), derSet(extensions))),
  );
  const signature = sign('sha256', info, key);
  return derSequence(
    info,
    derSequence(derOid(ECDSA_WITH_SHA256)),
    der(BIT_STRING, Buffer.from([0]), signature),
  );
}
