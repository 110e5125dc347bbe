interface Context {
  readonly jsonSchema: { minimum?: number | undefined; maximum?: number | undefined };
}

/** For zod's `override`: leaves out the bounds of a JavaScript number, which `z.int()` adds to every integer. */
export function omitSafeBounds({ jsonSchema }: Context): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
