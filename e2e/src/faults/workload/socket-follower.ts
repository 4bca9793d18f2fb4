import { WebSocket } from 'ws';
import { Follower, type Line } from './follower';

const HANDSHAKE_MS = 8_000;

/** Follows over a WebSocket. */
export class SocketFollower extends Follower {
  readonly by = 'socket';

  protected dial(cursor: number, line: Line): () => void {
    const { baseUrl, token } = this.user;
    const url = `${baseUrl.replace('http', 'ws')}/api/notifications/socket?after=${cursor}`;
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: HANDSHAKE_MS,
    });
    socket.once('open', () => line.opened());
    socket.on('message', (frame: Buffer) => {
      const { event, id = 0 } = JSON.parse(frame.toString()) as { event: string; id?: number };
      line.told(event, id);
    });
    // What follows an error is the close.
    socket.on('error', () => undefined);
    socket.once('close', () => line.closed());
    return () => socket.terminate();
  }
}
