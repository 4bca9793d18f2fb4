import { get, type IncomingMessage } from 'node:http';
import { bearer, testToken } from '@ticketing/common/testing';
import { createParser } from 'eventsource-parser';
import { WebSocket } from 'ws';

/** An event as a client sees it. */
export interface SeenEvent {
  id: number | undefined;
  event: string;
  data: Record<string, unknown>;
}

/** A connection that was opened. */
export interface StreamClient {
  /** All that came, in order. */
  events: SeenEvent[];
  /** Milliseconds after which the server asked to come back. */
  retry: number | undefined;
  closed: Promise<void>;
  /** Sends a command; over a WebSocket only. */
  send: (command: object) => void;
  /** Takes nothing more until resumed. */
  pause: () => void;
  resume: () => void;
  /** Cuts the connection, as a network would. */
  cut: () => void;
}

export interface ConnectOptions {
  userId: string;
  /** Of the session; none unless given. */
  sid?: string;
  query?: string;
  lastEventId?: number;
}

export type Connect = (url: string, options: ConnectOptions) => Promise<StreamClient>;

/** Opens an event stream. Rejects with the status when it is refused. */
export const connectStream: Connect = (url, { userId, sid, query = '', lastEventId }) =>
  new Promise((resolve, reject) => {
    const headers = {
      Authorization: bearer({ id: userId, ...(sid ? { sid } : {}) }),
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) }),
    };
    const req = get(`${url}/api/notifications/stream?${query}`, { headers, agent: false }, (res) => {
      if (res.statusCode !== 200) {
        res.resume();
        return reject(new Error(`status ${res.statusCode}`));
      }
      resolve(readStream(res, () => req.destroy()));
    });
    req.on('error', reject);
  });

function readStream(res: IncomingMessage, cut: () => void): StreamClient {
  const client: StreamClient = {
    events: [],
    retry: undefined,
    closed: new Promise((resolve) => res.once('close', resolve)),
    send: () => {
      throw new Error('an event stream takes no commands');
    },
    pause: () => void res.pause(),
    resume: () => void res.resume(),
    cut,
  };
  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) =>
      void client.events.push({
        id: id === undefined ? undefined : Number(id),
        event,
        data: JSON.parse(data) as Record<string, unknown>,
      }),
    onRetry: (ms) => (client.retry = ms),
  });
  res.setEncoding('utf8');
  res.on('error', () => undefined);
  res.on('data', (chunk: string) => parser.feed(chunk));
  return client;
}

/** Opens a WebSocket. Rejects with the status when it is refused. */
export const connectSocket: Connect = (url, { userId, sid, query = '', lastEventId }) =>
  new Promise((resolve, reject) => {
    const after = lastEventId === undefined ? '' : `&after=${lastEventId}`;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/notifications/socket?${query}${after}`, {
      headers: { 'x-access-token': testToken({ id: userId, ...(sid ? { sid } : {}) }) },
    });
    const client: StreamClient = {
      events: [],
      retry: undefined,
      closed: new Promise((done) => socket.once('close', () => done())),
      send: (command) => socket.send(JSON.stringify(command)),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      cut: () => socket.terminate(),
    };
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as SeenEvent;
      if (frame.event === 'closing') client.retry = Number(frame.data['retryMs']);
      client.events.push({ id: frame.id, event: frame.event, data: frame.data });
    });
    socket.on('unexpected-response', (_req, res) => reject(new Error(`status ${res.statusCode}`)));
    socket.on('error', reject);
    socket.on('open', () => resolve(client));
  });

/** The id a client would go on from. */
export function lastEventId({ events }: StreamClient): number | undefined {
  return events.findLast(({ id }) => id !== undefined)?.id;
}
