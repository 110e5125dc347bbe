// One line of authorized_keys: options that only take rights away, type, base64, comment.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { textType } from '../text-type.ts';
import { parseKeyBlob } from './ssh-wire.ts';

const TYPES = new Set([
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
]);
const LONGEST = 8192;
const CANONICAL_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
// Nothing here gives a right; environment=, permitopen=, pty and cert-authority are left out on purpose. A backslash in a
// command would have sshd read on behind the quote.
const OPTIONS =
  /^(?:restrict|verify-required|command="[^"\\]{1,1024}"|no-pty|no-user-rc|no-agent-forwarding|no-port-forwarding|no-x11-forwarding|from="[A-Za-z0-9.:,*?!/_-]+"|expiry-time="\d{8}(?:\d{4}(?:\d\d)?)?Z?")$/i;

interface KeyLine {
  readonly options: string;
  readonly type: string;
  readonly base64: string;
  readonly comment: string;
}

export function parsePublicKey(line: string): Parsed {
  // ssh-keygen writes a blank behind an empty comment.
  return parseKeyLine(line.replace(/^ +| +$/g, ''));
}

function parseKeyLine(text: string): Parsed {
  const wanted = 'paste one whole line of a .pub file, such as `ssh-ed25519 AAAA… name`';
  if (text.includes('PRIVATE KEY')) {
    return refuse('is a private key', 'remove it, replace that key pair, and paste the .pub file');
  }
  if (text.length > LONGEST) return refuse(`is ${text.length} characters long`, wanted);
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))
    return refuse('holds a line break or control character', wanted);
  const line = splitKeyLine(text);
  if (line === undefined) return refuse('is not a public key', wanted);
  const option = splitOptions(line.options).find((each) => !OPTIONS.test(each));
  if (option !== undefined) {
    return refuse(
      'has an option that is not allowed',
      'only options that take rights away may stand before a key: restrict, no-…, command="…", from="…", expiry-time="…", verify-required',
    );
  }
  return parseKeyOf(text, line);
}

function parseKeyOf(text: string, line: KeyLine): Parsed {
  if (line.type.includes('-cert-'))
    return refuse('is a certificate', 'paste the plain key; no certificates here');
  if (line.type === 'ssh-dss') return refuse('is a DSA key, which OpenSSH refuses', 'make an ed25519 key');
  if (!TYPES.has(line.type)) {
    return refuse('is of an unknown type', `use one of ${[...TYPES].join(', ')}`);
  }
  const blob = decodeBase64(line.base64);
  if (blob === undefined) return refuse('has damaged base64', 'copy the whole line of the .pub file again');
  const parsed = parseKeyBlob(line.type, blob);
  return parsed.ok ? accept(text) : parsed;
}

/** The type is the first word, or the first one after the options, which may hold spaces in quotes. */
function splitKeyLine(text: string): KeyLine | undefined {
  const match = /^(?:((?:[^\s"]|"[^"]*")+) )?((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+) ([^\s]+)(?: (.*))?$/.exec(
    text,
  );
  const [, options = '', type, base64, comment = ''] = match ?? [];
  return type === undefined || base64 === undefined ? undefined : { options, type, base64, comment };
}

/** At the commas outside quotes, in one walk: a pattern that looks ahead takes a minute for a file full of commas. */
function splitOptions(options: string): string[] {
  if (options === '') return [];
  const parts = [''];
  let quoted = false;
  for (const character of options) {
    if (character === '"') quoted = !quoted;
    if (character === ',' && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function decodeBase64(text: string): Uint8Array | undefined {
  if (!CANONICAL_BASE64.test(text)) return undefined;
  const bytes = Uint8Array.fromBase64(text);
  return bytes.toBase64() === text ? bytes : undefined;
}

/** Type and base64 without options and comment: what makes two lines the same key. */
export function keyIdentity(key: PublicKey): string {
  const line = splitKeyLine(key);
  return line === undefined ? key : `${line.type} ${line.base64}`;
}

export const PublicKey = textType(
  {
    title: 'Public key',
    description: 'A line of authorized_keys. Options may only take rights away.',
    format: 'jopanel-public-key',
  },
  parsePublicKey,
).brand<'PublicKey'>();
export type PublicKey = z.infer<typeof PublicKey>;
