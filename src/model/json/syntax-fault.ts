// A fault of the text itself, before anyone asks what it means.

export interface SyntaxFault {
  /** UTF-16 offset into the text, or into what could be decoded of it. */
  readonly offset: number;
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
}
