import type { EventSourceMessage } from 'eventsource-parser';
import { LiveConnection, type LiveStatus } from './live-connection';

type Answer = (signal?: AbortSignal | null) => Response;

/** A server that writes one scripted stream per connect. */
class Script {
  readonly asked: { url: string; lastEventId: string | null }[] = [];
  constructor(private readonly answers: Answer[]) {}

  fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    this.asked.push({
      url: url instanceof Request ? url.url : url.toString(),
      lastEventId: new Headers(init?.headers).get('last-event-id'),
    });
    const next = this.answers.shift();
    if (next) return Promise.resolve(next(init?.signal));
    return new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  };
}

const stream = (text: string): Response => new Response(text, { status: 200 });

describe('the live connection', () => {
  let events: EventSourceMessage[];
  let statuses: LiveStatus[];
  let refused: jest.Mock;
  let connection: LiveConnection;

  const start = (answers: Answer[], silenceMs = 60_000): Script => {
    const script = new Script(answers);
    [events, statuses, refused] = [[], [], jest.fn()];
    connection = new LiveConnection({
      url: () => '/stream',
      fetch: script.fetch,
      random: () => 0.5,
      silenceMs,
      onEvent: (event) => events.push(event),
      onStatus: (status) => statuses.push(status),
      onRefused: refused,
    });
    connection.open();
    return script;
  };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });
  afterEach(() => {
    connection.close();
    jest.useRealTimers();
  });

  /** Lets streams be read, and time pass, until it is so. */
  const until = async (done: () => boolean): Promise<void> => {
    for (let step = 0; step < 2_000 && !done(); step += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await jest.advanceTimersByTimeAsync(25);
    }
    expect(done()).toBe(true);
  };

  it('resumes after the last id whenever the stream is cut, and repeats nothing', async () => {
    const script = start([
      () => stream('id: 1\nevent: order\ndata: {}\n\nid: 2\nevent: order\ndata: {}\n\n'),
      () => stream('id: 3\nevent: order\ndata: {}\n\nid: 8\nevent: keepalive\ndata: {}\n\n'),
    ]);
    await until(() => script.asked.length === 3);
    expect(events.map(({ id }) => id)).toEqual(['1', '2', '3', '8']);
    expect(script.asked.map(({ lastEventId }) => lastEventId)).toEqual([null, '2', '8']);
  });

  it('waits longer with each failed attempt, and as long as the server asks', async () => {
    const away = (): Response => new Response('', { status: 503, headers: { 'retry-after': '7' } });
    const script = start([away, () => new Response('', { status: 502 })]);
    await until(() => statuses.includes('waiting'));
    await jest.advanceTimersByTimeAsync(6_800);
    expect(script.asked).toHaveLength(1);
    await until(() => script.asked.length === 2);
    await until(() => script.asked.length === 3);
  });

  it('stops when there is no session any more', async () => {
    const script = start([() => new Response('', { status: 401 })]);
    await until(() => refused.mock.calls.length === 1);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(script.asked).toHaveLength(1);
    expect(statuses.at(-1)).toBe('closed');
  });

  it('takes a connection that has fallen silent for dead', async () => {
    const silent: Answer = (signal) =>
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('id: 5\ndata: a\n\n'));
            signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
          },
        }),
      );
    const script = start([silent], 1_000);
    await until(() => script.asked.length === 2);
    expect(statuses).toContain('waiting');
    expect(script.asked[1]?.lastEventId).toBe('5');
  });

  it('goes on where it was after it was closed and opened', async () => {
    const script = start([() => stream('id: 4\ndata: a\n\n')]);
    await until(() => events.length === 1);
    connection.close();
    expect(statuses.at(-1)).toBe('closed');
    connection.open();
    await until(() => script.asked.length === 2);
    expect(script.asked[1]?.lastEventId).toBe('4');
  });
});
