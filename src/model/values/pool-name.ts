// The name of a PHP-FPM pool. That it is the account's own is a rule of the set.

import type { z } from 'zod';
import { accept, type Judgement, refuse } from '../parsed.ts';
import { shown } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM = /^jopanel-[a-z][a-z0-9]{2,15}$/;

export function judgePoolName(text: string): Judgement {
  if (!FORM.test(text))
    return refuse(`is not a pool name of ours: ${shown(text)}`, 'write jopanel-<username>');
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
  judgePoolName,
).brand<'PoolName'>();
export type PoolName = z.infer<typeof PoolName>;
