import { iniWord } from './encode-ini.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** Where a pool listens, whichever PHP version runs it. */
export function phpSocket(pool: string): string {
  return `/run/php/${iniWord(pool)}.sock`;
}

/** Where the pool of one version listens while that of another still holds the socket above. */
export function phpSwitchSocket(pool: string, version: string): string {
  return `/run/php/${iniWord(pool)}-${versionWord(version)}.sock`;
}

/** Where nobody asks for anything. No account's socket has this name, as none begins with a digit. */
export function phpIdleSocket(version: string): string {
  return `/run/php/jopanel-${versionWord(version)}.sock`;
}

function versionWord(version: string): string {
  if (!/^\d+\.\d+$/.test(version)) throw new UnrepresentableError('a PHP version', version);
  return version;
}
