import type { ContentState } from './states.ts';

/** Why the content of a revision cannot be shown or restored, as a sentence. */
export function whyNotKept(revision: string, content: ContentState | undefined): string {
  switch (content) {
    case 'over_budget':
      return `the content of ${revision} is not kept: the account changed more on that day than the journal keeps of it`;
    case 'expunged':
      return `the content of ${revision} held a secret and was expunged from the journal`;
    default:
      return `the content of ${revision} is missing in the journal; run: jopanel journal verify`;
  }
}
