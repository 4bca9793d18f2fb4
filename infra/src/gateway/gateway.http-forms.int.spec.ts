import {
  type HttpForm,
  httpForms,
  type SeenRequest,
  type ServedApp,
  serveRecorded,
  tryForms,
} from '@ticketing/common/testing';
import express from 'express';
import type { RunningServer } from '../servers/server';
import { startGateway } from './gateway';

const secret = 'for nobody outside';

/** Where Go's server is laxer than RFC 9112 (6.1); whatever it passes on is framed anew. */
const laxer: Readonly<Record<string, Partial<HttpForm>>> = {
  // It goes by the coding, as it should, and keeps the connection: what stands behind is a request of its own.
  'CL.TE': { requests: 2, innerCounts: true },
  // It ignores the coding, and closes.
  '1.0, chunked': { outcome: 'either' },
  '1.0, chunked and with a length': { outcome: 'either', body: () => '0\r\n\r\n' },
};
const kinds = httpForms.map(({ forms, ...kind }) => ({
  ...kind,
  forms: forms.map((form) => ({ ...form, ...laxer[form.name] })),
}));

describe('the gateway, asked in every form of HTTP', () => {
  let service: ServedApp;
  let gateway: RunningServer;

  beforeAll(async () => {
    const app = express();
    // Not as careful as a service of ours, which doesn't tell it to who comes through a proxy.
    app.get('/metrics', (_req, res) => void res.send(secret));
    app.use((req, res) => void req.resume().once('end', () => res.json({})));
    service = await serveRecorded(app);
    gateway = await startGateway({
      routes: [{ path: '/', pathType: 'Prefix', service: 'stub', port: 'http' }],
      upstreams: [{ service: 'stub', port: service.port }],
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await service.stop();
  });

  /** What a service believes of who is before it has to come from the gateway. */
  const findFaults = ({ headers }: SeenRequest) =>
    Object.entries({ 'x-forwarded-for': '127.0.0.1', forwarded: undefined, 'x-real-ip': undefined })
      .filter(([name, value]) => headers[name] !== value)
      .map(([name]) => `the service was told ${name}: ${String(headers[name])}`);

  it.each(kinds)('$name', async (kind) => {
    const place = { path: '/api/tickets', headers: ['Content-Type: application/json'] };
    const target = { port: gateway.port, seen: service.seen, place, secret, findFaults, bareErrors: true };
    expect(await tryForms(kind, target)).toEqual({});
  });
});
