// Takes texts out of a value, wherever they stand in it, also where a message has cut them short.

const EXPUNGED = '(expunged)';
/** What is shorter would be found in half of all entries. */
export const SHORTEST_SECRET = 6;
/** Of a longer text so much at its beginning is enough to know it by. */
const TELLING = 16;

/** The same value, the very same where nothing had to go. */
export function replaceSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return secrets.reduce(withoutSecret, value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => replaceSecrets(item, secrets));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const entries = Object.entries(value).map(
    ([key, inner]) => [secrets.reduce(withoutSecret, key), replaceSecrets(inner, secrets)] as const,
  );
  const isSame = Object.entries(value).every(
    ([key, inner], index) => entries[index]?.[0] === key && entries[index]?.[1] === inner,
  );
  return isSame ? value : Object.fromEntries(entries);
}

function withoutSecret(text: string, secret: string): string {
  // A text within a text, such as JSON in a message, has its quotes and line ends escaped.
  return [secret, JSON.stringify(secret).slice(1, -1)].reduce(cutOut, text);
}

function cutOut(text: string, secret: string): string {
  const head = secret.slice(0, TELLING);
  let rest = text;
  let clean = '';
  for (let at = rest.indexOf(head); at !== -1; at = rest.indexOf(head)) {
    let end = at + head.length;
    while (end - at < secret.length && rest[end] === secret[end - at]) end += 1;
    clean += rest.slice(0, at) + EXPUNGED;
    rest = rest.slice(end);
  }
  return clean + rest;
}
