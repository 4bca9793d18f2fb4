import { createParser } from 'eventsource-parser';
import { WebSocket } from 'ws';
import { baseUrl, type ApiClient } from './api-client';

/** An event as a client sees it. */
export interface LiveEvent {
  id?: number;
  event: string;
  data: Record<string, unknown>;
}

/** A connection of a user through the gateway. */
export interface LiveConnection {
  /** What came, in order. */
  events: LiveEvent[];
  /** Sends a command; over a WebSocket only. */
  send: (command: object) => void;
  /** Cuts the connection, as a network would; resolves when it is gone. */
  cut: () => Promise<void>;
}

/** @param query for example `tickets=…&after=…` */
export type Open = (user: ApiClient, query: string) => Promise<LiveConnection>;

/** Opens a WebSocket. Rejects when it is refused. */
export const openSocket: Open = (user, query) =>
  new Promise((resolve, reject) => {
    const url = `${baseUrl().replace('http', 'ws')}/api/notifications/socket?${query}`;
    const socket = new WebSocket(url, { headers: user.credentials });
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    const events: LiveEvent[] = [];
    socket.on('message', (frame: Buffer) => events.push(JSON.parse(frame.toString()) as LiveEvent));
    socket.on('unexpected-response', (_req, res) => reject(new Error(`status ${res.statusCode}`)));
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        events,
        send: (command) => socket.send(JSON.stringify(command)),
        cut: () => (socket.terminate(), closed),
      }),
    );
  });

/** Opens an event stream. Rejects when it is refused. */
export const openStream: Open = async (user, query) => {
  const abort = new AbortController();
  const response = await fetch(`${baseUrl()}/api/notifications/stream?${query}`, {
    headers: user.credentials,
    signal: abort.signal,
  });
  if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
  const events: LiveEvent[] = [];
  const ended = readEvents(response.body, events).catch(() => undefined);
  return {
    events,
    send: () => {
      throw new Error('an event stream takes no commands');
    },
    cut: async () => {
      abort.abort();
      await ended;
    },
  };
};

async function readEvents(body: ReadableStream<Uint8Array>, events: LiveEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) =>
      void events.push({
        ...(id === undefined ? {} : { id: Number(id) }),
        event,
        data: JSON.parse(data) as Record<string, unknown>,
      }),
  });
  for await (const part of body as unknown as AsyncIterable<Uint8Array>)
    parser.feed(decoder.decode(part, { stream: true }));
}

/** The id that a client goes on from. */
export function lastId({ events }: LiveConnection): number | undefined {
  return events.findLast(({ id }) => id !== undefined)?.id;
}
