import type WebSocket from 'ws';
import type { Frame, Transport } from '../frame';

/** What may wait in the socket's buffer before the client counts as slow, in bytes. */
const highWater = 64 * 1024;
const lookAgainMs = 20;

/** RFC 6455 close codes: https://www.iana.org/assignments/websocket/websocket.xhtml */
const serviceRestart = 1012;

/** WebSocket: each frame is the JSON text `{ id?, event, data }`. */
export class SocketTransport implements Transport {
  /** Pings since the last pong. */
  private unanswered = 0;

  constructor(private readonly socket: WebSocket) {
    socket.on('pong', () => (this.unanswered = 0));
  }

  get waiting(): number {
    return this.socket.bufferedAmount;
  }

  get congested(): boolean {
    return this.waiting > highWater;
  }

  send(frame: Frame): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Also asks the client for a sign of life: one that gave none twice is gone. */
  keepalive(id: number): void {
    if (this.unanswered >= 2) return this.socket.terminate();
    this.unanswered += 1;
    this.send({ id, event: 'keepalive', data: {} });
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  /** `ws` tells of no drain, so the buffer is looked at again. */
  async drained(): Promise<void> {
    while (this.congested && this.socket.readyState === this.socket.OPEN) {
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }

  end(reason: string, retryMs: number): void {
    this.send({ event: 'closing', data: { reason, retryMs } });
    this.socket.close(serviceRestart, reason);
  }

  cut(): void {
    this.socket.terminate();
  }
}
