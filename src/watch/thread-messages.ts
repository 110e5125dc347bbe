/** What the thread of the watcher says to the daemon; it is never told anything. */
export type FromWatcher =
  /** Every folder is watched by now. */
  | { readonly kind: 'watching' }
  | { readonly kind: 'hint'; readonly name: string }
  | { readonly kind: 'lost'; readonly why: string };
