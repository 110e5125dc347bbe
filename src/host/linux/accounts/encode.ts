import type { NewUser } from '../../accounts.ts';

// What the tools read from standard input, one line for each account. Every
// value was checked long before; what could end a field or a line is refused all the same.

/** A line for `chpasswd --encrypted`. The message never repeats the field. */
export function passwordLine(name: string, field: string): string {
  if (!/^!?(?:\*|[A-Za-z0-9./$=,+_-]+)$/.test(field)) {
    throw new TypeError(`the password field of ${plainName(name)} is neither a hash nor *`);
  }
  return `${plainName(name)}:${field}\n`;
}

/** The lines for `systemd-sysusers` that make a user and its group, by sysusers.d(5). */
export function sysusersLines({ name, uid, gid, comment, home, shell }: NewUser): string {
  const user = plainName(name);
  return [
    `g ${user} ${id(gid)}`,
    `u ${user} ${id(uid)}:${user} ${quoted(comment)} ${quoted(home)} ${quoted(shell)}\n`,
  ].join('\n');
}

function plainName(name: string): string {
  if (!/^[a-z][a-z0-9]{0,31}$/.test(name)) throw new TypeError(`not a user name: ${JSON.stringify(name)}`);
  return name;
}

function id(value: number): string {
  if (!Number.isSafeInteger(value) || value <= 0) throw new TypeError(`not a uid or gid: ${value}`);
  return String(value);
}

/** `%` begins a specifier there, also inside quotes. */
function quoted(value: string): string {
  if (!/^[A-Za-z0-9 ._@+/-]+$/.test(value))
    throw new TypeError(`not a plain value: ${JSON.stringify(value)}`);
  return `"${value}"`;
}
