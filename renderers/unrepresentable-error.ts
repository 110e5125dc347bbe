/** A value that a file format has no safe way to write down. Validation should have refused it long before. */
export class UnrepresentableError extends Error {
  constructor(format: string, value: string) {
    super(`${JSON.stringify(value)} cannot be written as ${format}`);
    this.name = 'UnrepresentableError';
  }
}
