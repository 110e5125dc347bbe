// The schemas in `schemas/`, so that sets are checked by the schemas that editors use.

import account from '../../../schemas/account.schema.json' with { type: 'json' };
import domains from '../../../schemas/domains.schema.json' with { type: 'json' };
import limits from '../../../schemas/limits.schema.json' with { type: 'json' };
import meta from '../../../schemas/meta.schema.json' with { type: 'json' };
import services from '../../../schemas/services.schema.json' with { type: 'json' };
import ssh from '../../../schemas/ssh.schema.json' with { type: 'json' };
import type { SetFileName } from '../../model/set-files.ts';

export const PUBLISHED_SCHEMAS: ReadonlyMap<SetFileName, object> = new Map<SetFileName, object>([
  ['account.json', account],
  ['limits.json', limits],
  ['domains.json', domains],
  ['services.json', services],
  ['ssh.json', ssh],
  ['meta.json', meta],
]);
