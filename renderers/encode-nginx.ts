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

/** A file below a document root, as a part of a path that stands bare. */
export function nginxFile(name: string): string {
  const isSound = name.split('/').every((part) => /^[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*$/.test(part));
  if (!isSound) throw new UnrepresentableError('a file of a site', name);
  return name;
}

export function nginxHeaderName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(name)) throw new UnrepresentableError('the name of a header', name);
  return name;
}

/** A quoted regular expression for a path and all below it. nginx compares it with the decoded path of a request. */
export function nginxPathPattern(path: string): string {
  const bare = path.replace(/\/$/, '').replace(/[^A-Za-z0-9/_-]/g, '\\$&');
  // `\z` and not `$`, which no quoted string of nginx can hold.
  return nginxString(`^${bare}(?:/|\\z)`);
}

/** The target of a redirect; one that ends with a slash gets path and query of the request. */
export function nginxRedirect(url: string): string {
  if (!url.endsWith('/')) return nginxString(url);
  return `${nginxString(url.slice(0, -1)).slice(0, -1)}$request_uri"`;
}

/** An address, or a network of them, as `geo` and `set_real_ip_from` take it. */
export function nginxAddress(address: string): string {
  if (!/^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(address)) throw new UnrepresentableError('an address', address);
  return address;
}
