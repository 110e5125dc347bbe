// What the daemon and the thread behind the mirror say to each other.
import type { Settings } from '../model/settings.ts';
import type { MirrorView } from './mirror-view.ts';

export interface MirrorStart {
  readonly settings: Settings;
  /** Up to which entry the audit log was when that was last written down. */
  readonly known: number;
}

export type ToMirror = { readonly kind: 'close' };
export type FromMirror = { readonly kind: 'view'; readonly view: MirrorView };
