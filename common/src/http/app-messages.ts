import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';

/** The classes of which a server makes its requests and answers. */
export interface AppMessages {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
  /** Makes all further ones to be the app's own; a listener that is no Express app is left as it is. */
  adopt(app: RequestListener): void;
}

/**
 * Classes of requests and answers that can become an Express app's own. Express changes the prototype of every request and
 * answer to its own, and V8 keeps an object whose prototype was changed in a slow form: several times as much work per
 * request. Those that are born with the prototype that Express is about to set stay as they are.
 */
export function appMessages(): AppMessages {
  class AppRequest extends IncomingMessage {}
  class AppResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {}
  return {
    IncomingMessage: AppRequest,
    ServerResponse: AppResponse,
    adopt(app) {
      if (!isExpress(app)) return;
      Object.setPrototypeOf(AppRequest.prototype, app.request);
      Object.setPrototypeOf(AppResponse.prototype, app.response);
      app.request = AppRequest.prototype;
      app.response = AppResponse.prototype;
    },
  };
}

interface ExpressPrototypes {
  request: object;
  response: object;
}

function isExpress(app: object): app is ExpressPrototypes {
  return 'request' in app && 'response' in app;
}
