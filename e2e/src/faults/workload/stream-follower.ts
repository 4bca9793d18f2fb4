import { get, type IncomingMessage } from 'node:http';
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
      readBlocks(response, line);
    });
    request.once('error', () => line.closed());
    return () => request.destroy();
  }
}

function readBlocks(response: IncomingMessage, line: Line): void {
  let buffer = '';
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  response.on('data', (chunk: string) => {
    buffer += chunk;
    for (let end = buffer.indexOf('\n\n'); end !== -1; end = buffer.indexOf('\n\n')) {
      const block = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      line.told(/^event: (\S+)$/m.exec(block)?.[1], Number(/^id: (\d+)$/m.exec(block)?.[1] ?? 0));
    }
  });
}
