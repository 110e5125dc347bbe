// A rule looks at the valid parts of one set and says what does not fit together.

import type { Finding } from '../finding.ts';
import type { HostFacts } from '../host-facts.ts';
import type { PartialSet } from '../partial-set.ts';

/** Without facts only what holds on every host is checked. */
export type Rule = (draft: PartialSet, facts: HostFacts | undefined) => Finding[];
