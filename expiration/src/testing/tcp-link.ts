import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A link to a server that can go silent, as one does when a firewall drops what passes. */
export interface TcpLink {
  readonly port: number;
  /** Lets nothing through on the connections that are open now, and does not close them. */
  freeze(): void;
  /** Connections made so far. */
  connections(): number;
  close(): Promise<void>;
}

/** Opens a link to a local port. */
export async function openLink(target: number): Promise<TcpLink> {
  const pairs: [Socket, Socket][] = [];
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    pairs.push([near, far]);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => {
      for (const [near, far] of pairs) {
        near.unpipe().pause();
        far.unpipe().pause();
      }
    },
    connections: () => pairs.length,
    close: () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
