// Makes a zod schema out of a value's own parser, so that both give the same result and the same message.

import { z } from 'zod';
import type { Parsed } from './parsed.ts';

interface TextMeta {
  readonly title: string;
  readonly description: string;
  /** Named in the JSON Schema; ajv is given the same parser under this name. */
  readonly format: `jopanel-${string}`;
  /** For editors, which do not know our formats. Never the only check. */
  readonly pattern?: string;
  readonly examples?: readonly string[];
}

export function textType({ examples, ...meta }: TextMeta, parse: (text: string) => Parsed) {
  return z
    .string()
    .meta({ ...meta, ...(examples && { examples: [...examples] }) })
    .transform((text, context) => {
      const parsed = parse(text);
      if (parsed.ok) return parsed.value;
      const { message, remedy } = parsed;
      context.issues.push({ code: 'custom', input: text, message, params: { remedy } });
      return z.NEVER;
    });
}
