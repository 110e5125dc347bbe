import { absolutePath } from './encode-path.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/**
 * One quoted argument of an nginx directive. nginx has no escape for `$`, which
 * would begin a variable, and none for control characters.
 */
export function nginxString(value: string): string {
  if (/[$\p{Cc}]/u.test(value)) throw new UnrepresentableError('an nginx string', value);
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** A path as one argument: nginx would resolve `..` in a root, and expand `*` in an include. */
export function nginxPath(value: string): string {
  return nginxString(absolutePath(value));
}

/** A name for `server_name`: exact or with a leading `*.`, never a regular expression. */
export function nginxServerName(name: string): string {
  if (!/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name))
    throw new UnrepresentableError('an nginx server name', name);
  return name;
}

export function nginxPort(port: number): string {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UnrepresentableError('a port', String(port));
  }
  return String(port);
}

/** The name of an upstream, which stands bare. */
export function nginxUpstream(name: string): string {
  if (!/^[a-z][a-z0-9.-]*$/.test(name)) throw new UnrepresentableError('the name of an upstream', name);
  return name;
}

/** A size, in megabytes where it is whole ones. */
export function nginxBytes(bytes: number): string {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new UnrepresentableError('a size', String(bytes));
  const mega = 1024 * 1024;
  return bytes % mega === 0 ? `${bytes / mega}m` : String(bytes);
}

export function nginxSeconds(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0)
    throw new UnrepresentableError('a time', String(seconds));
  return `${seconds}s`;
}
