import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { appMessages } from './app-messages';

describe('requests of an adopted app', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function ask(app: RequestListener, path = '/'): Promise<Response> {
    const messages = appMessages();
    messages.adopt(app);
    server = createServer(messages, app);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  }

  it('are never given another prototype', async () => {
    const app = express();
    app.use((_req, res) => void res.send('done'));
    const set = Object.setPrototypeOf;
    let changed = 0;
    const spy = jest.spyOn(Object, 'setPrototypeOf').mockImplementation((object: unknown, to) => {
      const isMessage = Object.hasOwn(object as object, 'socket');
      if (isMessage && Object.getPrototypeOf(object) !== to) changed += 1;
      return set(object, to) as unknown;
    });
    expect(await (await ask(app)).text()).toBe('done');
    spy.mockRestore();
    expect(changed).toBe(0);
  });

  it('have all that Express gives them, also in an app within the app', async () => {
    const inner = express();
    inner.get('/there', (req, res) => void res.json({ inner: req.app === inner, query: req.query }));
    const app = express();
    app.use('/inner', inner);
    app.use((req, res) => void res.status(404).json({ outer: req.app === app, host: req.hostname }));
    expect(await (await ask(app, '/inner/there?a=1')).json()).toEqual({ inner: true, query: { a: '1' } });
    server?.close();
    const missing = await ask(app, '/inner/nowhere');
    expect([missing.status, await missing.json()]).toEqual([404, { outer: true, host: '127.0.0.1' }]);
  });

  it('leave a listener that is no app as it is', async () => {
    const answer = await ask((_req, res) => void res.end('plain'));
    expect(await answer.text()).toBe('plain');
  });
});
