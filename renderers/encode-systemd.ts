import { UnrepresentableError } from './unrepresentable-error.ts';

/** One quoted word of a unit file's list, such as an argument of ExecStart. `%` would begin a specifier. */
export function systemdWord(value: string): string {
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) throw new UnrepresentableError('a systemd word', value);
  return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%')}"`;
}

/** An absolute path that stands bare. Not every setting takes quotes, so only what needs none is let through. */
export function systemdPath(value: string): string {
  if (!/^(\/[A-Za-z0-9._@+-]+)+$/.test(value) || value.split('/').some((part) => /^\.\.?$/.test(part))) {
    throw new UnrepresentableError('a path in a systemd unit', value);
  }
  return value;
}

/** A name that stands bare, such as a user, an app or a part of a unit's name. */
export function systemdName(value: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(value)) throw new UnrepresentableError('a name in a systemd unit', value);
  return value;
}

/** A path as a part of a unit's name, such as `run-jopanelftp-home` (systemd-escape(1), `--path`). */
export function systemdUnitPath(value: string): string {
  const [, ...letters] = systemdPath(value);
  return letters
    .map((letter, at) => {
      if (letter === '/') return '-';
      const stands = /[A-Za-z0-9:_]/.test(letter) || (letter === '.' && at > 0);
      return stands ? letter : `\\x${letter.charCodeAt(0).toString(16)}`;
    })
    .join('');
}

/** A number that stands bare, such as a uid or a limit. */
export function systemdNumber(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new UnrepresentableError('a number in a systemd unit', String(value));
  }
  return String(value);
}

/**
 * A command for ExecStart: a name that systemd looks up in the system's own
 * folders, or an absolute path, and its arguments. The leading colon keeps
 * systemd from expanding `$`; what else may stand before a program (`+` runs it
 * as root) can be no part of one.
 */
export function systemdCommand(program: string, args: readonly string[]): string {
  const isName = /^[A-Za-z0-9._][A-Za-z0-9._+-]*$/.test(program) && !/^\.\.?$/.test(program);
  return [`:${isName ? program : systemdPath(program)}`, ...args.map(systemdWord)].join(' ');
}

/** A line of an EnvironmentFile, which has quoting rules of its own: no specifiers, escapes as in a shell. */
export function systemdVariable(name: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new UnrepresentableError('a variable', name);
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) {
    throw new UnrepresentableError("a variable's value", name);
  }
  return `${name}="${value.replace(/[\\"$`]/g, '\\$&')}"\n`;
}
