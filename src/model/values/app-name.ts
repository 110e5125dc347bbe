// The name of a Node app, unique within its account; part of a unit's name.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM = /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

export function parseAppName(text: string): Parsed {
  if (!FORM.test(text)) {
    return refuse(
      `is not an app name: ${quoted(text)}`,
      'use up to 32 lower-case letters, digits and inner hyphens, the first a letter',
    );
  }
  return accept(text);
}

export const AppName = textType(
  {
    title: 'App name',
    description: 'Unique within the account.',
    format: 'jopanel-app-name',
    pattern: FORM.source,
    examples: ['blog'],
  },
  parseAppName,
).brand<'AppName'>();
export type AppName = z.infer<typeof AppName>;
