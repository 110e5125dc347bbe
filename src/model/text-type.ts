// Makes a zod schema out of a value's own parser, so that both give the same result and the same message.

import { z } from 'zod';
import type { Parsed } from './parsed.ts';

export interface TextMeta {
  readonly title: string;
  readonly description: string;
  /** Named in the JSON Schema; ajv is given the same parser under this name. */
  readonly format: `jopanel-${string}`;
  /** For editors, which do not know our formats. Never the only check. */
  readonly pattern?: string;
  readonly examples?: readonly string[];
}

export function textType({ examples, ...meta }: TextMeta, judge: (text: string) => Parsed) {
  return z
    .string()
    .meta({ ...meta, ...(examples && { examples: [...examples] }) })
    .transform((text, context) => {
      const judgement = judge(text);
      if (judgement.ok) return judgement.value;
      const { message, remedy } = judgement;
      context.issues.push({ code: 'custom', input: text, message, params: { remedy } });
      return z.NEVER;
    });
}
