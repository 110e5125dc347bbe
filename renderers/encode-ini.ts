import { absolutePath } from './encode-path.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** A quoted value in a PHP-FPM pool file. `$` would expand a variable and a quote cannot be escaped portably. */
export function iniString(value: string): string {
  if (/["\\$\p{Cc}]/u.test(value)) throw new UnrepresentableError('an INI value', value);
  return `"${value}"`;
}

/** A value that stands bare, such as a user or pool name. */
export function iniWord(value: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(value)) throw new UnrepresentableError('an INI word', value);
  return value;
}

/** Paths with colons between them. An empty list would lift the restriction that it is meant to be. */
export function iniPathList(paths: readonly string[]): string {
  if (paths.length === 0) throw new UnrepresentableError('a list of paths', '');
  return iniString(paths.map(absolutePath).join(':'));
}

/** Bytes, in whole megabytes where they are such. */
export function iniSize(bytes: number): string {
  const mega = 1024 * 1024;
  return bytes % mega === 0 ? `${iniCount(bytes / mega)}M` : iniCount(bytes);
}

/** Any text without line breaks: PHP-FPM takes what is in single quotes as it is, and pieces side by side as one. */
export function iniLiteral(value: string): string {
  // An empty value is an error, and one with a dollar in front a variable of PHP-FPM's own environment.
  if (value === '' || value.startsWith('$') || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) {
    throw new UnrepresentableError('an INI literal', value);
  }
  return value
    .split("'")
    .map((piece) => (piece === '' ? '' : `'${piece}'`))
    .join(`"'"`);
}

export function iniCount(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new UnrepresentableError('a count', String(value));
  return String(value);
}
