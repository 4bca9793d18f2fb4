import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** A request that an app was given. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** What came of its body so far, a character for each byte. */
  body: string;
  /** Whether its body has ended. */
  whole: boolean;
  /** Whether it was answered before that: what came later was let go. */
  answeredEarly: boolean;
}

/** Header that says which request an answer is to. */
export const answersTo = 'x-answers';

/** The same app, but for that each request is kept in `seen` and named in its answer. */
export function recorded<L extends RequestListener>(app: L, seen: SeenRequest[]): L {
  return new Proxy(app, {
    apply(_app, self, [req, res]: [IncomingMessage, ServerResponse]) {
      const { method = '', url = '', headers } = req;
      const request: SeenRequest = { method, url, headers, body: '', whole: false, answeredEarly: false };
      seen.push(request);
      watchBody(req, request);
      res.once('finish', () => (request.answeredEarly = !request.whole));
      res.setHeader(answersTo, encodeURIComponent(`${method} ${url}`.slice(0, 200)));
      return Reflect.apply(app, self, [req, res]) as unknown;
    },
  });
}

/** By what the parser pushes: a listener for data would let it flow before the app listens. */
function watchBody(req: IncomingMessage, request: SeenRequest): void {
  const push = req.push.bind(req);
  req.push = (part: Buffer | null, ...more) => {
    if (part === null) request.whole = true;
    else request.body += part.toString('latin1');
    return push(part, ...more);
  };
}
