import { Router } from 'express';
import type { Health } from '../observability/health';
import { metrics } from '../observability/metrics';
import { internalOnly } from './internal-only';

/**
 * `/livez`, `/readyz` and `/metrics`, for the kubelet, the gateway and Prometheus; 404 through a proxy. Several times a second
 * they are all that an idle process does, so they come before whatever else a request goes through.
 */
export function healthRoutes(health: Health): Router {
  const router = Router();
  router.get('/livez', internalOnly, (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', internalOnly, async (_req, res) => {
    const { ready, draining, checks } = await health.readiness();
    res
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : draining ? 'draining' : 'not ready', checks });
  });
  router.get('/metrics', internalOnly, async (_req, res) => {
    res.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}
