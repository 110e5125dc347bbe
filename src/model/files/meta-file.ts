// meta.json: notes and audit. No part of the revision; the daemon writes one key of it.

import { z } from 'zod';
import { FreeText } from '../values/free-text.ts';
import { Timestamp } from '../values/timestamp.ts';
import { SchemaVersion } from './schema-version.ts';

const SetAudit = z
  .strictObject({
    last_action: FreeText.nullable().optional().meta({ title: 'Action', description: 'What was done.' }),
    last_actor: FreeText.nullable().optional().meta({ title: 'Actor', description: 'By whom.' }),
    last_time: Timestamp.nullable().optional().meta({ title: 'Time', description: 'When; RFC 3339.' }),
  })
  .meta({ title: 'Audit', description: 'Who last changed the set, for people.' });

export const MetaFile = z
  .strictObject({
    schema_version: SchemaVersion,
    notes: FreeText.optional(),
    last_applied_revision: z.unknown().optional().meta({
      title: 'Last applied revision',
      description:
        'Set by the daemon once the whole revision is in force. Anything may have stood here before.',
    }),
    audit: SetAudit.optional(),
  })
  .meta({ title: 'meta.json', description: 'Audit and versioning of a hosting account.' });
export type MetaFile = z.infer<typeof MetaFile>;
