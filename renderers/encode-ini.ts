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
