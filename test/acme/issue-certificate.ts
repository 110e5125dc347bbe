/** Signs certificates as an authority does, for tests: real X.509, written by hand. */

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { der, derElements, derOid, derSequence, derSet } from '../../src/model/acme/der.ts';

const COMMON_NAME = '550403';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const SUBJECT_ALT_NAME = '551d11';
const AUTHORITY_KEY_IDENTIFIER = '551d23';
const BASIC_CONSTRAINTS = '551d13';

export interface TestAuthority {
  readonly key: KeyObject;
  readonly name: string;
  /** PEM. */
  readonly root: string;
}

export interface Life {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

const ROOT_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export function testAuthority(name = 'Test Authority', key: KeyObject = ROOT_KEY): TestAuthority {
  const life = { from: Date.UTC(2020, 0), to: Date.UTC(2049, 0) };
  const spki = publicKeyOf(key);
  const root = certificate(
    { serial: 1, issuer: name, subject: name, spki, life, extensions: [authorityExtension()] },
    key,
  );
  return { key, name, root };
}

/** @param csr DER, which says for which key and which names. @returns the chain in PEM form */
export function issue(authority: TestAuthority, csr: Buffer, life: Life, serial: number): string {
  const { spki, altNames } = readRequest(csr);
  const extensions = [
    extension(AUTHORITY_KEY_IDENTIFIER, derSequence(der(0x80, keyIdentifier(authority.key)))),
    extension(SUBJECT_ALT_NAME, altNames),
  ];
  const leaf = certificate(
    { serial, issuer: authority.name, subject: undefined, spki, life, extensions },
    authority.key,
  );
  return leaf + authority.root;
}

interface Fields {
  readonly serial: number;
  readonly issuer: string;
  readonly subject: string | undefined;
  readonly spki: Buffer;
  readonly life: Life;
  readonly extensions: readonly Buffer[];
}

function certificate({ serial, issuer, subject, spki, life, extensions }: Fields, key: KeyObject): string {
  const algorithm = derSequence(derOid(ECDSA_WITH_SHA256));
  const body = derSequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([0x10, (serial >> 16) & 0xff, (serial >> 8) & 0xff, serial & 0xff])),
    algorithm,
    nameOf(issuer),
    derSequence(time(life.from), time(life.to)),
    subject === undefined ? derSequence() : nameOf(subject),
    spki,
    der(0xa3, derSequence(...extensions)),
  );
  const signature = sign('sha256', body, key);
  const whole = derSequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function nameOf(text: string): Buffer {
  return derSequence(derSet(derSequence(derOid(COMMON_NAME), der(0x0c, Buffer.from(text)))));
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}

function extension(oid: string, value: Buffer): Buffer {
  return derSequence(derOid(oid), der(0x04, value));
}

function authorityExtension(): Buffer {
  return derSequence(
    derOid(BASIC_CONSTRAINTS),
    der(0x01, Buffer.from([0xff])),
    der(0x04, derSequence(der(0x01, Buffer.from([0xff])))),
  );
}

function publicKeyOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = Buffer.concat([
    Buffer.from([0, 4]),
    Buffer.from(x, 'base64url'),
    Buffer.from(y, 'base64url'),
  ]);
  return derSequence(derSequence(derOid('2a8648ce3d0201'), derOid('2a8648ce3d030107')), der(0x03, point));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1').update(publicKeyOf(key)).digest();
}

/** The public key and the names of a request that `certificateRequest` has written. */
function readRequest(csr: Buffer): { readonly spki: Buffer; readonly altNames: Buffer } {
  const [request] = derElements(csr);
  const [info] = derElements(request?.content ?? Buffer.alloc(0));
  const [, , key, attributes] = derElements(info?.content ?? Buffer.alloc(0));
  const [attribute] = derElements(attributes?.content ?? Buffer.alloc(0));
  const [, values] = derElements(attribute?.content ?? Buffer.alloc(0));
  const [list] = derElements(values?.content ?? Buffer.alloc(0));
  const [names] = derElements(list?.content ?? Buffer.alloc(0));
  const [, altNames] = derElements(names?.content ?? Buffer.alloc(0));
  if (key === undefined || altNames === undefined) throw new Error('no certificate request');
  return { spki: der(key.tag, key.content), altNames: altNames.content };
}

/** The names in a request, in its order. */
export function namesIn(csr: Buffer): string[] {
  const [list] = derElements(readRequest(csr).altNames);
  return [...derElements(list?.content ?? Buffer.alloc(0))].map(({ content }) => content.toString('ascii'));
}
