import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** Parses the chunks of a connection as server-sent events. */
export async function* readEventStream(chunks: AsyncIterable<string>): AsyncGenerator<EventSourceMessage> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  for await (const chunk of chunks) {
    parser.feed(chunk);
    yield* events.splice(0);
  }
}
