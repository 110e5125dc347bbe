// An IPv4 or IPv6 address, without zone and prefix length.

import { isIP } from 'node:net';
import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

export function parseIpAddress(text: string): Parsed {
  if (isIP(text) === 0 || text.includes('%')) {
    return refuse(
      `is not an IP address: ${quoted(text)}`,
      'write one such as 192.0.2.7 or 2001:db8::7, or null',
    );
  }
  return accept(text);
}

export const IpAddress = textType(
  {
    title: 'IP address',
    description: 'IPv4 or IPv6.',
    format: 'jopanel-ip',
    examples: ['192.0.2.7'],
  },
  parseIpAddress,
).brand<'IpAddress'>();
export type IpAddress = z.infer<typeof IpAddress>;
