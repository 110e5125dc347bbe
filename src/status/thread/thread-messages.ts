// The messages between the daemon and the status thread. They are plain values: the thread can ask for a report, and
// for nothing else.

import type { Settings } from '../../model/settings.ts';
import type { DaemonReport } from './engine-client.ts';

export interface ThreadStart {
  readonly settings: Settings;
}

export type ToThread =
  /** An engine runs with these settings; the metrics count the journal entries after `countFrom`. */
  | { readonly kind: 'attach'; readonly settings: Settings; readonly countFrom: number }
  | { readonly kind: 'detach' }
  | { readonly kind: 'report'; readonly number: number; readonly report: DaemonReport }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'listening'; readonly warning: string | undefined }
  | { readonly kind: 'not-listening'; readonly why: string }
  | { readonly kind: 'request'; readonly number: number }
  /** The daemon in one line, whenever that changes. */
  | { readonly kind: 'summary'; readonly line: string }
  | { readonly kind: 'closed' };
