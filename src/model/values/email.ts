// An address for mail to the account's owner: the plain dot-atom form, no quoting, no comments.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';
import { parseInternetName } from './domain-name.ts';

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LONGEST_LOCAL_PART = 64;
const LONGEST = 254;

export function parseEmail(text: string): Parsed {
  const wanted = 'write one address such as owner@example.com';
  const at = text.lastIndexOf('@');
  if (at < 1) return refuse(`is not an e-mail address: ${quoted(text)}`, wanted);
  const local = text.slice(0, at);
  if (local.length > LONGEST_LOCAL_PART || !LOCAL_PART.test(local)) {
    return refuse(`has no valid name before the @: ${quoted(text)}`, wanted);
  }
  const domain = parseInternetName(text.slice(at + 1));
  // A single label is somebody's intranet, or half of a name.
  if (!domain.ok || !domain.value.includes('.'))
    return refuse(`has no valid domain after the @: ${quoted(text)}`, wanted);
  const address = `${local}@${domain.value}`;
  if (address.length > LONGEST) return refuse(`is ${address.length} characters long`, `at most ${LONGEST}`);
  return accept(address);
}

export const Email = textType(
  {
    title: 'E-mail address',
    description: "Where the account's owner is reached.",
    format: 'jopanel-email',
    examples: ['owner@example.com'],
  },
  parseEmail,
).brand<'Email'>();
export type Email = z.infer<typeof Email>;
