import type { Request, Response } from 'express';
import { chooseEncoding, type ServedFile } from './files';

/** Sends a file in the best form that the client accepts, or 304 when the client has it. */
export function sendFile(req: Request, res: Response, file: ServedFile): void {
  const encoding = chooseEncoding(req.headers['accept-encoding'], (name) => file.bodies[name] !== undefined);
  const body = file.bodies[encoding] ?? file.bodies.identity;
  res.set({
    'Content-Type': file.type,
    'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    // Each form is a representation of its own: RFC 9110, 8.8.3.3.
    ETag: encoding === 'identity' ? `"${file.tag}"` : `"${file.tag}-${encoding}"`,
    Vary: 'Accept-Encoding',
  });
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  if (encoding !== 'identity') res.set('Content-Encoding', encoding);
  res.set('Content-Length', String(body.length));
  if (req.method === 'HEAD') res.end();
  else res.end(body);
}
