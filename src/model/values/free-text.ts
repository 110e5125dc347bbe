// Text for people, such as notes: any script, several lines, but nothing that steers a terminal.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { textType } from '../text-type.ts';

const LONGEST = 10_000;
const STEERING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

export function parseFreeText(text: string): Parsed {
  if (text.length > LONGEST) return refuse(`is ${text.length} characters long`, `at most ${LONGEST}`);
  if (STEERING.test(text)) return refuse('holds a control character', 'leave it out; a line break is \\n');
  return accept(text);
}

export const FreeText = textType(
  { title: 'Text', description: 'Free text for people.', format: 'jopanel-text' },
  parseFreeText,
);
export type FreeText = z.infer<typeof FreeText>;
