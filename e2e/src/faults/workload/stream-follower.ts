import { get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { Follower, type Line } from './follower';

/** Follows by server-sent events. */
export class StreamFollower extends Follower {
  readonly by = 'stream';

  protected dial(cursor: number, line: Line): () => void {
    const { baseUrl, token } = this.user;
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': String(cursor) };
    const request = get(`${baseUrl}/api/notifications/stream`, { headers, agent: false }, (response) => {
      response.once('close', () => line.closed());
      if (response.statusCode !== 200) return void response.resume();
      line.opened();
      readEvents(response, line);
    });
    request.once('error', () => line.closed());
    return () => request.destroy();
  }
}

function readEvents(response: IncomingMessage, line: Line): void {
  const parser = createParser({ onEvent: ({ event = 'message', id }) => line.told(event, Number(id ?? 0)) });
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  response.on('data', (chunk: string) => parser.feed(chunk));
}
