import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

/**
 * What came from an authority is a certificate for this key and these names, and nothing else.
 *
 * @returns the chain in PEM form, the certificate first. @throws with a sentence that says what is wrong
 */
export function checkChain(text: string, key: KeyObject, names: readonly string[], now: number): string {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  const chain = blocks.map(parsed);
  const [leaf, ...rest] = chain;
  if (leaf === undefined) throw new Error('the authority sent no certificate');
  const ours = createPublicKey(key).export({ format: 'der', type: 'spki' });
  if (!leaf.publicKey.export({ format: 'der', type: 'spki' }).equals(ours))
    throw new Error('the authority sent a certificate for another key');
  const missing = names.filter((name) => leaf.checkHost(name, { subject: 'never' }) === undefined);
  if (missing.length > 0) throw new Error(`the authority sent a certificate without ${missing.join(', ')}`);
  if (leaf.validToDate.getTime() <= now) throw new Error('the authority sent a certificate that has expired');
  let last = leaf;
  for (const issuer of rest) {
    if (!last.checkIssued(issuer) || !last.verify(issuer.publicKey))
      throw new Error('the authority sent a chain that does not fit together');
    last = issuer;
  }
  return chain.map((each) => each.toString()).join('');
}

function parsed(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw new Error('the authority sent a certificate that cannot be read');
  }
}
