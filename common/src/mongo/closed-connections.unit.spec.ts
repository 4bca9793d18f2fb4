import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import mongoose from 'mongoose';
import { failOnClosedConnections } from './closed-connections';

const SOCKET_TIMEOUT_MS = 300;
/** More than the buffers of a socket on both sides take, in bytes. */
const LARGE = 12 * 1024 * 1024;

/** A way to the server, on which one can stop to read. */
async function openLink(): Promise<{ port: number; freeze(): void; close(): void }> {
  const { hostname, port } = new URL(process.env['TEST_MONGO_URI'] ?? '');
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    far.pipe(near);
    near.pipe(far);
    if (isFrozen) near.unpipe(far).pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

it('ends an operation whose connection is closed while its command is written', async () => {
  failOnClosedConnections();
  failOnClosedConnections();
  const link = await openLink();
  const uri = `mongodb://127.0.0.1:${link.port}/closed?directConnection=true&retryWrites=false`;
  const options = { socketTimeoutMS: SOCKET_TIMEOUT_MS, serverSelectionTimeoutMS: 500 };
  const connection = await mongoose.createConnection(uri, options).asPromise();
  try {
    const rows = connection.collection('rows');
    await rows.insertOne({ text: 'short' });
    link.freeze();
    await expect(rows.insertOne({ text: 'x'.repeat(LARGE) })).rejects.toThrow('timed out');
  } finally {
    link.close();
    await connection.close(true);
  }
});
