import type { IncomingMessage } from 'node:http';

/** The body of a request. @returns undefined when it has more bytes than `most`; the rest is not read then */
export async function readBounded(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the body is not read as bytes');
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
