// Domain names that are the operator's, and whether an account's name would take one of them.

/** Why it is reserved. */
export type ReservedBy =
  | { readonly kind: 'settings' }
  | { readonly kind: 'host' }
  /** A server of the operator's own nginx configuration, which stands in `file`. */
  | { readonly kind: 'nginx'; readonly file: string };

export interface ReservedName {
  /** As nginx writes names: `example.com`, `.example.com`, `*.example.com`, `www.example.*` or `~` and an expression. */
  readonly name: string;
  readonly by: ReservedBy;
}

/** Names without an owner: an expression that matches them is there to catch requests that no other server takes. */
const PROBES = ['kx7q.example', 'www.kx7q.test', 'kx7q.zq9.invalid'];

/**
 * The first reserved name that the account's name would take, or lies below. The host's own name is taken by itself
 * and by a wildcard alone: accounts may have names below it.
 *
 * @param name in lower-case A-labels; may begin with `*.`
 */
export function reservedNameTaken(name: string, reserved: readonly ReservedName[]): ReservedName | undefined {
  return reserved.find((each) =>
    each.by.kind === 'host' ? isSameOrCaught(name, each.name) : takes(name, each.name),
  );
}

function takes(name: string, asWritten: string): boolean {
  if (asWritten.startsWith('~')) return fitsExpression(name, asWritten.slice(1));
  const reserved = asWritten.toLowerCase();
  if (reserved.endsWith('.*')) return startsLike(name, reserved.slice(0, -1));
  if (reserved.startsWith('*.')) return isBelow(name, reserved.slice(2)) || catches(name, reserved.slice(2));
  const whole = reserved.replace(/^\./, '');
  return isSameOrCaught(name, whole) || isBelow(name, whole);
}

function isSameOrCaught(name: string, reserved: string): boolean {
  return name === reserved || catches(name, reserved);
}

function catches(name: string, reserved: string): boolean {
  return name.startsWith('*.') && reserved.endsWith(name.slice(1));
}

/** A wildcard stands below the name that it is a wildcard of. */
function isBelow(name: string, reserved: string): boolean {
  return name.endsWith(`.${reserved}`);
}

/** `www.example.` for `www.example.*`. */
function startsLike(name: string, start: string): boolean {
  return (
    name.startsWith(start) ||
    (name.startsWith('*.') && start.endsWith(name.slice(1, name.indexOf('.', 2) + 1)))
  );
}

/** Where the expression is none of JavaScript's, nginx alone can say; the name is then free. */
function fitsExpression(name: string, expression: string): boolean {
  try {
    const fits = new RegExp(expression.replaceAll('(?P<', '(?<'), 'i');
    return fits.test(name) && !PROBES.some((probe) => fits.test(probe));
  } catch {
    return false;
  }
}
