import { type ServerSentEvent, createSseParser } from './sse-parser';

const stream = 'id: 7\nevent: order\ndata: {"a":\ndata: 1}\n\n: keepalive\n\ndata: plain\r\n\r\nid: 9\n\n';

function parse(chunks: string[]): { events: ServerSentEvent[]; lastEventId: string } {
  const parser = createSseParser();
  const events = chunks.flatMap((chunk) => parser.push(chunk));
  return { events, lastEventId: parser.lastEventId };
}

describe('an event stream', () => {
  const expected = [
    { id: '7', event: 'order', data: '{"a":\n1}' },
    { id: '7', event: 'message', data: 'plain' },
  ];

  it('is read into events', () => {
    expect(parse([stream]).events).toEqual(expected);
  });

  it('is read alike wherever it is cut', () => {
    for (let cut = 1; cut < stream.length; cut += 1) {
      expect(parse([stream.slice(0, cut), stream.slice(cut)]).events).toEqual(expected);
    }
    expect(parse([...stream]).events).toEqual(expected);
  });

  it('moves its id by a block without an event', () => {
    expect(parse([stream]).lastEventId).toBe('9');
  });

  it('doesn’t move its id by a block that is not complete', () => {
    expect(parse(['id: 3\ndata: a\n\nid: 4\ndata: b\n']).lastEventId).toBe('3');
  });

  it('drops an event that is cut off', () => {
    expect(parse(['data: whole\n\ndata: half']).events.map(({ data }) => data)).toEqual(['whole']);
  });
});
