import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createGateway, parseIngress, projectRoot, type Upstreams } from '@ticketing/infra';

/** The one way in, on a free port. */
export async function openGateway(upstreams: Upstreams): Promise<{ gateway: Server; url: string }> {
  const text = readFileSync(join(projectRoot, 'infra/k8s/base/ingress.yaml'), 'utf8');
  const gateway = createGateway({ routes: parseIngress(text), upstreams });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  return { gateway, url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}` };
}

/** Ends it, whatever is open. */
export async function closeGateway(gateway: Server): Promise<void> {
  gateway.closeAllConnections();
  await new Promise((resolve) => gateway.close(resolve));
}
