// What the daemon and the thread behind its status socket say to each other. Plain values only: the thread can
// look, and there is no word for anything else.

import type { Settings } from '../model/settings.ts';
import type { EngineSnapshot } from './engine-snapshot.ts';
import type { Family } from './metrics/exposition.ts';

export interface ThreadStart {
  readonly settings: Settings;
}

export type ToThread =
  /** Somebody is there to be looked at, with these settings; entries of the journal count from that number on. */
  | { readonly kind: 'attend'; readonly settings: Settings; readonly countFrom: number }
  | { readonly kind: 'leave' }
  | {
      readonly kind: 'seen';
      readonly look: number;
      readonly live: EngineSnapshot;
      readonly timings: readonly Family[];
    }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'listening'; readonly warning: string | undefined }
  | { readonly kind: 'not-listening'; readonly why: string }
  | { readonly kind: 'look'; readonly look: number }
  | { readonly kind: 'closed' };
