// The messages between the daemon and the mirror thread.
import type { Settings } from '../model/settings.ts';
import type { MirrorView } from './mirror-view.ts';

export interface MirrorStart {
  readonly settings: Settings;
  /** The last entry of the audit log, according to the saved cursor. */
  readonly known: number;
}

export type ToMirror = { readonly kind: 'close' };
export type FromMirror = { readonly kind: 'view'; readonly view: MirrorView };
