/** The tables are not those that this program writes; nothing was changed. */
export class SchemaRefusedError extends Error {
  override readonly name = 'SchemaRefusedError';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
