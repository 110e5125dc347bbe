// What a comparison of the mirror with the journal finds.

import { z } from 'zod';

export const MirrorFinding = z
  .object({
    what: z.enum(['cursor', 'account', 'login', 'audit']),
    subject: z.string().meta({ description: 'The account, or the number of the entry; may be empty.' }),
    message: z.string().meta({ description: 'One sentence for a person.' }),
    mend: z.enum(['rebuild', 'administrator', 'nobody']).meta({
      description:
        'Who can repair it. administrator: the daemon may not change audit entries once they are written. nobody: it is lost.',
    }),
  })
  .meta({ id: 'MirrorFinding' });
export type MirrorFinding = Readonly<z.infer<typeof MirrorFinding>>;

export const VerificationReport = z
  .object({
    accounts: z.int().meta({ description: 'How many accounts were compared.' }),
    entries: z.int().meta({ description: 'How many entries of the audit log were compared.' }),
    lag: z.int().meta({ description: 'Journal entries that are not mirrored yet, which is not a finding.' }),
    found: z.int().meta({ description: 'The total number; `findings` holds the first of them.' }),
    findings: z.array(MirrorFinding),
  })
  .meta({ id: 'VerificationReport' });
export type VerificationReport = z.infer<typeof VerificationReport>;
