// A status of HTTP that says that something went wrong, as the key of a page for it: "404".

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

// 499 is nginx's own word for a client that is gone.
const FORM = /^(?!499)[45][0-9][0-9]$/;

export function parseErrorStatus(text: string): Parsed {
  if (FORM.test(text)) return accept(text);
  return refuse(`is no status of an error: ${quoted(text)}`, 'write one from "400" to "599", such as "404"');
}

export const ErrorStatus = textType(
  {
    title: 'Status',
    description: 'From 400 to 599, such as "404".',
    format: 'jopanel-error-status',
    pattern: FORM.source,
  },
  parseErrorStatus,
);
export type ErrorStatus = z.infer<typeof ErrorStatus>;
