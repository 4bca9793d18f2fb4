import { Router } from 'express';
import type { OpenApiDocument } from './openapi';

/** `/openapi.json`, and the same at `/api/docs/<name>.json`, where the ingress reaches it. */
export function openApiRoutes(name: string, document: OpenApiDocument): Router {
  const router = Router();
  router.get(['/openapi.json', `/api/docs/${name}.json`], (_req, res) => {
    res.json(document);
  });
  return router;
}
