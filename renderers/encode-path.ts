import { UnrepresentableError } from './unrepresentable-error.ts';

/** An absolute path in normal form, of characters that no format here gives a meaning to. */
export function absolutePath(value: string): string {
  const segments = value.split('/').slice(1);
  const isSound =
    value.startsWith('/') &&
    segments.every((segment) => /^[A-Za-z0-9._@+-]+$/.test(segment) && segment !== '.' && segment !== '..');
  if (!isSound) throw new UnrepresentableError('an absolute path', value);
  return value;
}

/** An account's name as a part of a path or of a longer name. */
export function accountName(value: string): string {
  if (!/^[a-z][a-z0-9]{2,15}$/.test(value)) throw new UnrepresentableError("an account's name", value);
  return value;
}
