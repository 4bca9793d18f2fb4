import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import express, { type RequestHandler } from 'express';
import { waitFor } from '../testing/wait-for';
import { jsonBody } from './body';
import { clientLeft } from './client-left';

let server: Server;

/** A connection to a server with this listener. */
async function connectTo(listener: RequestListener): Promise<Socket> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return connect((server.address() as AddressInfo).port, '127.0.0.1');
}

afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('the signal of a client that left', () => {
  it('aborts when the client leaves before its answer', async () => {
    let left: AbortSignal | undefined;
    const client = await connectTo((_req, res) => (left = clientLeft(res)));
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitFor(() => left);
    expect(left!.aborted).toBe(false);
    client.destroy();
    await waitFor(() => left!.aborted);
  });

  it('is aborted already for a client that has left before', async () => {
    let late: AbortSignal | undefined;
    const client = await connectTo((_req, res) => {
      res.once('close', () => setImmediate(() => (late = clientLeft(res))));
      client.destroy();
    });
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitFor(() => late);
    expect(late!.aborted).toBe(true);
  });

  it('aborts when the answer is over', async () => {
    let left: AbortSignal | undefined;
    const client = await connectTo((_req, res) => {
      left = clientLeft(res);
      res.end();
    });
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    client.resume();
    await waitFor(() => left?.aborted);
  });
});

describe('a body that the client broke off', () => {
  it('is not taken for an empty one', async () => {
    const handled = jest.fn();
    let read: (() => void) | undefined;
    // As one does that asks a database first.
    const slow: RequestHandler = (_req, _res, next) => void (read = next);
    const app = express().use(slow, jsonBody(), handled);
    const gone = jest.fn();
    const client = await connectTo((req, res) => {
      res.once('close', gone);
      app(req, res);
    });
    client.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"text":',
    );
    await waitFor(() => read);
    client.destroy();
    await waitFor(() => gone.mock.calls.length === 1);
    read!();
    expect(handled).not.toHaveBeenCalled();
  });
});
