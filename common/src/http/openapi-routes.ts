import { Router } from 'express';
import { internalOnly } from './internal-only';
import type { OpenApiDocument } from './openapi';

/** `/openapi.json`, 404 through a proxy, and the same at `/api/docs/<name>.json`, where the ingress reaches it. */
export function openApiRoutes(name: string, document: OpenApiDocument): Router {
  const router = Router();
  router.use('/openapi.json', internalOnly);
  router.get(['/openapi.json', `/api/docs/${name}.json`], (_req, res) => {
    res.json(document);
  });
  return router;
}
