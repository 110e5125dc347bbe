import { z } from 'zod';
import type { CurrentTexts } from '../../../desired/write-set.ts';
import { valueAt } from '../../change/value-at.ts';

export const APPS = ['nodejs', 'apps'] as const;

const Named = z.array(z.looseObject({ name: z.string() }));

/** The names of an account's apps, in the order of the file; empty where the file is not as it should be. */
export function appNames(current: CurrentTexts): readonly string[] {
  const found = Named.safeParse(valueAt(current.get('services.json'), APPS));
  return found.success ? found.data.map(({ name }) => name) : [];
}
