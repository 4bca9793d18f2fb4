import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testToken, waitFor } from '@ticketing/common/testing';
import { Caller } from './caller';
import { Poller } from './poller';
import { Recorder } from './recorder';

describe('one who polls', () => {
  let answers: { status: number; body: object }[];
  let asked: string[];
  let server: Server;
  let poller: Poller;
  let recorder: Recorder;

  beforeEach(async () => {
    asked = [];
    server = createServer((req, res) => {
      asked.push(req.url ?? '');
      const { status, body } = answers.shift() ?? { status: 503, body: {} };
      res.writeHead(status, { connection: 'close' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    recorder = new Recorder();
    poller = new Poller(new Caller(url, testToken()), recorder);
    poller.start();
  });
  afterEach(async () => {
    poller.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  const done = () => waitFor(() => poller.polled.length === 1 && poller.following.length === 0);

  it('asks for what is newer than it was told, through failures, until the end', async () => {
    answers = [
      { status: 200, body: { version: 0, status: 'ACCEPTED' } },
      { status: 200, body: { version: 0, status: 'SENDING' } },
      { status: 503, body: {} },
      { status: 200, body: { version: 1, status: 'PROCESSED' } },
    ];
    recorder.add('notification', 'n', 202, 0);
    await done();
    expect(poller.polled[0]!.told).toEqual([
      { version: 0, status: 'ACCEPTED' },
      { version: 1, status: 'PROCESSED' },
    ]);
    const newer = '/api/notifications/n?wait=5&version=0';
    expect(asked).toEqual(['/api/notifications/n', newer, newer, newer]);
  });

  it('notes an answer that is older than the one before', async () => {
    answers = [
      { status: 200, body: { version: 1, status: 'RETRYING' } },
      { status: 200, body: { version: 0, status: 'ACCEPTED' } },
      { status: 200, body: { version: 2, status: 'DEAD' } },
    ];
    recorder.add('notification', 'n', 202, 0);
    await done();
    expect(poller.polled[0]!.told.map(({ version }) => version)).toEqual([1, 0, 2]);
  });

  it('notes that it was refused', async () => {
    answers = [{ status: 404, body: {} }];
    recorder.add('notification', 'n', 202, 0);
    await done();
    expect(poller.polled[0]!).toMatchObject({ refused: 404, told: [] });
  });

  it('asks for nothing that was not taken in', async () => {
    answers = [{ status: 404, body: {} }];
    recorder.add('notification', 'no', 503, 0);
    recorder.add('ticket', 't', 201, 0);
    recorder.add('notification', 'n', 202, 0);
    await done();
    expect(asked).toEqual(['/api/notifications/n']);
  });
});
