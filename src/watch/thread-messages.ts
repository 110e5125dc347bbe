/** What the thread of the watcher sends to the daemon; it receives nothing. */
export type FromWatcher =
  /** Every folder is watched by now. */
  | { readonly kind: 'watching' }
  | { readonly kind: 'hint'; readonly name: string }
  | { readonly kind: 'lost'; readonly why: string };
