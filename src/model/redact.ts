// Nothing secret leaves through the socket: password hashes, private keys, and what an app's environment holds.

export const REDACTED = '(redacted)';

const SECRET_KEY = /pass(word|wd|phrase)?(_hash)?$|secret|token|private_?key|credential|dsn$|_url$/i;
// crypt(3) in any of its forms: yescrypt, SHA-512, SHA-256, bcrypt, MD5.
const CRYPT_HASH = /\$(?:gy|y|7|6|5|2[abxy]?|1)\$[./A-Za-z0-9$=,]{20,}/g;
// As MariaDB keeps the hash of a password.
const DATABASE_HASH = /\*[0-9A-Fa-f]{40}(?![0-9A-Fa-f])/g;
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
/** The same in JSON text: a key that has no end goes as far as the string that it stands in. */
const PRIVATE_KEY_IN_JSON =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[^"\\]|\\.)*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|(?="))/g;
/** `mysql://user:word@host`, in whatever text it stands. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/"']*):[^\s@/"']+@/gi;

/** Takes out of a text what is a secret wherever it stands. */
export function redactText(text: string): string {
  return redact(text, PRIVATE_KEY);
}

/** As JSON text, which stays JSON. */
export function toRedactedJson(value: unknown): string {
  return redact(JSON.stringify(value), PRIVATE_KEY_IN_JSON);
}

function redact(text: string, privateKey: RegExp): string {
  return text
    .replace(CRYPT_HASH, REDACTED)
    .replace(DATABASE_HASH, REDACTED)
    .replace(privateKey, REDACTED)
    .replace(URL_PASSWORD, `$1:${REDACTED}@`);
}

/** Takes the secrets out of a parsed file of a set: by key, all of an app's environment, and by text. */
export function redactValue(value: unknown, key = ''): unknown {
  if (key === 'env') return redactAll(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        SECRET_KEY.test(name) && inner !== null ? REDACTED : redactValue(inner, name),
      ]),
    );
  }
  return typeof value === 'string' ? redactText(value) : value;
}

/** The names stay, because they say which variables the app gets; every value is removed. */
function redactAll(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return REDACTED;
  return Object.fromEntries(Object.keys(value).map((name) => [name, REDACTED]));
}

/** A generated file that carries an app's environment, such as a unit: the values are taken out line by line. */
export function redactEnvironmentLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^(\s*Environment="?[A-Za-z_][A-Za-z0-9_]*)=.*$/, `$1=${REDACTED}`))
    .join('\n');
}
