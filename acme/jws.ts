// JSON Web Signatures as ACME wants them (RFC 7515, RFC 7638, RFC 8555 section 6.2), by ECDSA on P-256 with SHA-256.

import { createHash, createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** Members in the order of RFC 7638, which hashes them so. */
interface PublicJwk {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
}

export type Signer = { readonly kid: string } | { readonly jwk: PublicJwk };

export function publicJwk(key: KeyObject): PublicJwk {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  if (crv !== 'P-256' || kty !== 'EC' || x === undefined || y === undefined)
    throw new TypeError('the account key is not one of P-256');
  return { crv, kty, x, y };
}

/** What a challenge's answer ends with. */
export function thumbprint(key: KeyObject): string {
  return createHash('sha256')
    .update(JSON.stringify(publicJwk(key)))
    .digest('base64url');
}

interface SignedContent {
  readonly url: string;
  readonly nonce: string;
  /** Undefined for a POST-as-GET. */
  readonly payload: object | undefined;
}

export function signedBody(key: KeyObject, signer: Signer, { url, nonce, payload }: SignedContent): string {
  const header = encoded({ alg: 'ES256', ...signer, nonce, url });
  const content = payload === undefined ? '' : encoded(payload);
  const signature = sign('sha256', Buffer.from(`${header}.${content}`), { key, dsaEncoding: 'ieee-p1363' });
  return JSON.stringify({ protected: header, payload: content, signature: signature.toString('base64url') });
}

/** Proves to the authority that an account of another kind, known by a shared key, is ours (RFC 8555, section 7.3.4). */
export function externalBinding(
  key: KeyObject,
  { kid, hmacKey, url }: { readonly kid: string; readonly hmacKey: string; readonly url: string },
): object {
  const header = encoded({ alg: 'HS256', kid, url });
  const payload = encoded(publicJwk(key));
  const mac = createHmac('sha256', Buffer.from(hmacKey, 'base64url')).update(`${header}.${payload}`);
  return { protected: header, payload, signature: mac.digest('base64url') };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
