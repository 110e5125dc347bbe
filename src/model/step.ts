import type { ResourceKind } from './resource-kind.ts';

interface MadeText {
  /** The path of a file, or the kind of the resource where there is none. */
  readonly path: string;
  readonly text: string;
}

/** One thing to do, in words that a person reads in `plan`. */
export interface Step {
  readonly account: string;
  readonly resource: ResourceKind;
  /**
   * What the step is about, in one word or by the path of a file, such as `shell`, `password` or
   * `/etc/nginx/jopanel/joko.conf`. Drift and contests know the step by it over releases, so it never changes, whatever
   * the summary comes to say.
   */
  readonly item: string;
  readonly summary: string;
  /** `up` is done before what depends on it, `down` after, and in the reverse order of resources. */
  readonly direction: 'up' | 'down';
  /** True when something that cannot be made again is lost. */
  readonly destructive: boolean;
  /** Items of the inventory that exist because of this step, and those that are gone after it. */
  readonly owns: readonly string[];
  readonly releases: readonly string[];
  /** What the host has instead, in words, where there is no file to compare. */
  readonly found?: string;
  /** Something beside the set asks for it, such as a renewed certificate: it is no drift, whatever the set says. */
  readonly causedByHost?: boolean;
  /** The account can undo it at any moment; where that is found at once, it is left to the next look and no failure. */
  readonly accountMayUndo?: boolean;
  /**
   * What the step makes and no diff shows, as text in lines, for `explain`: a file that may hold a secret, or what is no
   * file. It is a function, so that no secret of it is written with the step by accident.
   */
  readonly makes?: () => readonly MadeText[];
  /** The file before and after, for a diff. */
  readonly diff?: { readonly path: string; readonly before: string | null; readonly after: string | null };
}
