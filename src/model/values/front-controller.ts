// The file that answers what is no file itself, below the document root: `index.php`, or `index.html` of a single-page app.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM = /^(?:[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*\/)*[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*$/;
const LONGEST = 255;

export function parseFrontController(text: string): Parsed {
  if (text.startsWith('/'))
    return refuse(
      `begins with a slash: ${quoted(text)}`,
      'write it relative to the document root: index.php',
    );
  if (text.length > LONGEST || !FORM.test(text))
    return refuse(
      `is not a file of the site: ${quoted(text)}`,
      'write it as "index.php"; null lets what is no file answer 404',
    );
  return accept(text);
}

export const FrontController = textType(
  {
    title: 'Front controller',
    description: 'What answers a path that is no file, relative to the document root; null: 404.',
    format: 'jopanel-front-controller',
    pattern: FORM.source,
    examples: ['index.php'],
  },
  parseFrontController,
);
export type FrontController = z.infer<typeof FrontController>;
