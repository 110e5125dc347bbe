// Server-sent events out of the pieces that a connection brings.

export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** As WHATWG HTML has it, for what our own server sends: fields one a line, an empty line behind each event. */
export async function* readStream(pieces: AsyncIterable<string>): AsyncGenerator<StreamEvent> {
  let rest = '';
  for await (const piece of pieces) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map(field));
      const data = fields.get('data');
      if (data !== undefined) yield { id: fields.get('id'), event: fields.get('event') ?? 'message', data };
    }
  }
}

function field(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return colon === -1 ? ['', line] : [line.slice(0, colon), line.slice(colon + 2)];
}
