// The name of a PHP-FPM pool. That it is the account's own is a rule of the set.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM = /^jopanel-[a-z][a-z0-9]{2,15}$/;

export function parsePoolName(text: string): Parsed {
  if (!FORM.test(text))
    return refuse(`is not a pool name of ours: ${quoted(text)}`, 'write jopanel-<username>');
  return accept(text);
}

export const PoolName = textType(
  {
    title: 'PHP-FPM pool',
    description: 'jopanel-<username>.',
    format: 'jopanel-pool-name',
    pattern: FORM.source,
    examples: ['jopanel-joko'],
  },
  parsePoolName,
).brand<'PoolName'>();
export type PoolName = z.infer<typeof PoolName>;
