// A domain name that a web site may have, in lower-case A-label form.

import { domainToASCII, domainToUnicode } from 'node:url';
import { getPublicSuffix } from 'tldts';
import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { looksSecret } from '../secret-fields.ts';
import { textType } from '../text-type.ts';

const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const TOP_LABEL = /^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/;
const ASCII = /^[\x00-\x7f]*$/;
const ASCII_BEYOND_HOST_NAMES = /[\x00-\x7f]/g;
// Names that never reach a public DNS answer, or mean this machine (RFC 6761, RFC 7686).
const SPECIAL_TOPS = new Set(['localhost', 'localdomain', 'invalid', 'onion', 'arpa']);

const BELOW = '.example.com';

const WANTED = 'write a name such as example.com, without scheme, port, path or final dot';

// Every name of a set is parsed several times: as primary, as parent, within the whole name, by ajv again.
const parsedNames = new Map<string, Parsed>();
const MOST_REMEMBERED = 1000;

/** One name without a wildcard that an account may serve. */
export function parseDomainName(text: string): Parsed {
  // Before it is remembered: a thousand texts of a megabyte would be a gigabyte. An A-label may be half as long.
  if (text.length > 2 * LONGEST_NAME) return tooLong(text);
  const known = parsedNames.get(text);
  if (known !== undefined) return known;
  const name = parseInternetName(text);
  const parsed = name.ok ? parseSuffix(text, name.value) : name;
  if (parsedNames.size >= MOST_REMEMBERED) parsedNames.clear();
  parsedNames.set(text, parsed);
  return parsed;
}

/** The form alone: mail may well be received at a name below which strangers register. */
export function parseInternetName(text: string): Parsed {
  if (text === '') return refuse('is empty', WANTED);
  // Said before it is made lower case, where it would not look like one any more.
  if (looksSecret(text)) return refuse('is not a domain name, and looks like a secret', WANTED);
  if (text.startsWith('*')) {
    return refuse(
      `has a wildcard: ${quoted(text)}`,
      'list the name without `*.`, or put it under alias_domains',
    );
  }
  if (text.endsWith('.'))
    return refuse(`ends with a dot: ${quoted(text)}`, `write ${quoted(text.replace(/\.+$/, ''))}`);
  const ascii = toAscii(text);
  if (!ascii.ok) return ascii;
  return parseAsciiName(text, ascii.value);
}

/** As above, and `*.` may stand before it. */
export function parseAliasDomain(text: string): Parsed {
  if (!text.startsWith('*.')) return parseDomainName(text);
  const base = parseDomainName(text.slice(2));
  if (!base.ok) return base;
  const name = `*.${base.value}`;
  return name.length > LONGEST_NAME ? tooLong(name) : accept(name);
}

/** The part of a subdomain before its parent: one label or several. */
export function parseSubdomainLabel(text: string): Parsed {
  if (text === '' || text.startsWith('*') || text.startsWith('.') || text.endsWith('.')) {
    return refuse(`is not a subdomain: ${quoted(text)}`, 'write the part before the parent, such as `app`');
  }
  // A real top-level name makes a whole name of it, so the same rules hold for every label.
  const whole = parseDomainName(`${text}${BELOW}`);
  if (whole.ok) return accept(whole.value.slice(0, -BELOW.length));
  const remedy =
    whole.remedy === WANTED
      ? 'write letters, digits and hyphens, such as `app`; what stands before the parent may hold dots'
      : whole.remedy;
  return refuse(whole.message.replaceAll(BELOW, ''), remedy.replaceAll(BELOW, ''));
}

function toAscii(text: string): Parsed {
  const lower = text.toLowerCase();
  // Node's conversion is a URL host parser: it would decode %41 and stop at a slash.
  const foreign = lower.match(ASCII_BEYOND_HOST_NAMES)?.find((character) => !/[a-z0-9.-]/.test(character));
  if (foreign !== undefined) {
    return refuse(`holds ${quoted(foreign)}, which no domain name may: ${quoted(text)}`, WANTED);
  }
  if (ASCII.test(lower) && !lower.includes('xn--')) return accept(lower);
  const ascii = domainToASCII(lower);
  const unicode = ascii === '' ? '' : domainToUnicode(ascii);
  // A label that cannot be decoded comes back as it is.
  const undecoded = unicode.split('.').some((label) => label.startsWith('xn--'));
  if (ascii === '' || unicode === '' || undecoded || domainToASCII(unicode) !== ascii) {
    return refuse(
      `is not a valid international name: ${quoted(text)}`,
      'check the spelling, or write its xn-- form',
    );
  }
  // Characters that IDNA drops or maps (soft hyphens, full-width letters) look like another name.
  if (lower !== ascii && lower !== unicode) {
    return refuse(
      `is not in its normal form: ${quoted(text)}`,
      `write ${quoted(unicode)} or ${quoted(ascii)}`,
    );
  }
  return accept(ascii);
}

function parseAsciiName(text: string, name: string): Parsed {
  if (name.length > LONGEST_NAME) return tooLong(name);
  const labels = name.split('.');
  const bad = labels.find(
    (label) => label.length > LONGEST_LABEL || !LABEL.test(label) || hasStrayHyphens(label),
  );
  if (bad !== undefined && LABEL.test(bad) && hasStrayHyphens(bad)) {
    return refuse(
      `has a part that is not allowed, ${quoted(bad)}, with -- in its third and fourth place: ${quoted(text)}`,
      'these places are kept for encodings such as xn--; use another name',
    );
  }
  if (bad !== undefined) {
    return refuse(
      `has a part that is not allowed, ${quoted(bad)}: ${quoted(text)}`,
      `every part is 1 to ${LONGEST_LABEL} letters, digits and inner hyphens`,
    );
  }
  const top = labels.at(-1) ?? '';
  if (SPECIAL_TOPS.has(top)) return refuse(`is a name of no public site: ${quoted(text)}`, WANTED);
  if (labels.every((label) => /^(?:\d+|0x[0-9a-f]*)$/.test(label))) {
    return refuse(`is an address, not a name: ${quoted(text)}`, WANTED);
  }
  if (!TOP_LABEL.test(top)) return refuse(`ends in ${quoted(top)}, which is no top-level domain`, WANTED);
  return accept(name);
}

// The list's private part (github.io, duckdns.org) counts like its ICANN part: an account that held such a name
// here would hold, by the rule on subdomains, every name that strangers have below it.
function parseSuffix(text: string, name: string): Parsed {
  if (getPublicSuffix(name, { allowPrivateDomains: true }) !== name) return accept(name);
  return refuse(
    `is a public suffix, under which strangers register names: ${quoted(text)}`,
    'use a name registered below it',
  );
}

function tooLong(name: string): Parsed {
  return refuse(`is ${name.length} characters long`, `a name has at most ${LONGEST_NAME}`);
}

/** `--` in the third and fourth place is kept for encodings such as xn--. */
function hasStrayHyphens(label: string): boolean {
  return label.slice(2, 4) === '--' && !label.startsWith('xn--');
}

export const DomainName = textType(
  {
    title: 'Domain name',
    description: 'A name below a public suffix. International names are kept in their xn-- form.',
    format: 'jopanel-domain',
    examples: ['example.com'],
  },
  parseDomainName,
).brand<'DomainName'>();
export type DomainName = z.infer<typeof DomainName>;

export const AliasDomain = textType(
  {
    title: 'Alias domain',
    description: 'A further name of the primary domain; `*.` may stand first.',
    format: 'jopanel-alias-domain',
    examples: ['www.example.com', '*.example.com'],
  },
  parseAliasDomain,
).brand<'AliasDomain'>();
export type AliasDomain = z.infer<typeof AliasDomain>;

export const SubdomainLabel = textType(
  {
    title: 'Subdomain',
    description: 'The part before the parent: `app` for app.example.com.',
    format: 'jopanel-subdomain',
    examples: ['app'],
  },
  parseSubdomainLabel,
).brand<'SubdomainLabel'>();
export type SubdomainLabel = z.infer<typeof SubdomainLabel>;
