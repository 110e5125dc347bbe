// Every file says which form it is written in. A version 2 is accepted here once `migrate` knows the way.

import { z } from 'zod';

export const SUPPORTED_VERSIONS = [1] as const;

export const SchemaVersion = z.literal(SUPPORTED_VERSIONS).meta({
  title: 'Schema version',
  description: `The form of this file; ${SUPPORTED_VERSIONS.join(', ')} is supported.`,
});
export type SchemaVersion = z.infer<typeof SchemaVersion>;
