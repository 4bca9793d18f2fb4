/** One event of a text/event-stream. */
export interface ServerSentEvent {
  /** The event's name; `message` when it has none. */
  event: string;
  data: string;
  /** The id to resume after, as of this event. */
  id: string;
}

export interface SseParser {
  /** Takes the next piece of the stream and returns the events that are complete with it. */
  push: (chunk: string) => ServerSentEvent[];
  /** The id to resume after; the server also moves it by blocks that carry no event. */
  readonly lastEventId: string;
}

/** Reads an event stream piece by piece, wherever the pieces are cut. See the HTML standard, 9.2.6. */
export function createSseParser(lastEventId = ''): SseParser {
  let rest = '';
  let id = lastEventId;
  let settledId = lastEventId;
  let event = '';
  let data: string[] = [];

  const line = (text: string, found: ServerSentEvent[]): void => {
    if (text === '') {
      settledId = id;
      if (data.length > 0) found.push({ event: event === '' ? 'message' : event, data: data.join('\n'), id });
      event = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  };

  return {
    get lastEventId() {
      return settledId;
    },
    push(chunk) {
      const found: ServerSentEvent[] = [];
      const text = rest + chunk;
      // A carriage return at the end may be the first half of one line break.
      const held = text.endsWith('\r') ? text.length - 1 : text.length;
      const lines = text.slice(0, held).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + text.slice(held);
      for (const one of lines) line(one, found);
      return found;
    },
  };
}
