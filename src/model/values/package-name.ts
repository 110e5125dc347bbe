// The plan an account was sold under: a label for people, searched and shown, never acted on.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM = /^[A-Za-z0-9](?:[A-Za-z0-9 ._+-]{0,62}[A-Za-z0-9+])?$/;

export function parsePackageName(text: string): Parsed {
  if (!FORM.test(text)) {
    return refuse(
      `is not a package name: ${quoted(text)}`,
      'use up to 64 letters, digits, spaces and . _ + -',
    );
  }
  return accept(text);
}

export const PackageName = textType(
  {
    title: 'Package',
    description: 'The plan the account was sold under.',
    format: 'jopanel-package',
    pattern: FORM.source,
    examples: ['starter'],
  },
  parsePackageName,
).brand<'PackageName'>();
export type PackageName = z.infer<typeof PackageName>;
