import type { RequestListener } from 'node:http';
import { Health } from '../../observability/health';
import type { WebSockets } from '../../http/http-server';
import { Service } from '../../service/service';
import { testLogger } from '../test-logger';
import { recorded, type SeenRequest } from './recorder';

/** An app that listens as that of a service does, and what it was given. */
export interface ServedApp {
  port: number;
  seen: SeenRequest[];
  stop: () => Promise<void>;
}

/** Serves an app on a free port, for `tryForms`. */
export async function serveRecorded(app: RequestListener, webSockets?: WebSockets): Promise<ServedApp> {
  const seen: SeenRequest[] = [];
  const service = new Service(new Health(), testLogger, 1_000);
  const dependencies = { app: recorded(app, seen), ...(webSockets && { webSockets }) };
  const { port } = await service.run(0, () => Promise.resolve(dependencies));
  return { port, seen, stop: () => service.stop() };
}
