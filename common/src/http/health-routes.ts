import { Router } from 'express';
import type { Health } from '../observability/health';
import { metrics } from '../observability/metrics';
import { internalOnly } from './internal-only';

/** `/livez`, `/readyz` and `/metrics`, for the kubelet and Prometheus; 404 through a proxy. */
export function healthRoutes(health: Health): Router {
  const router = Router();
  router.use(['/livez', '/readyz', '/metrics'], internalOnly);
  router.get('/livez', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const { ready, draining, checks } = await health.readiness();
    res
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : draining ? 'draining' : 'not ready', checks });
  });
  router.get('/metrics', async (_req, res) => {
    res.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}
