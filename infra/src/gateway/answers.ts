/** An error in the format of all services; the codes are explained in docs/errors.md. */
export interface GatewayError {
  status: number;
  code: string;
  message: string;
}

/** Caddy's name for the service that a request was meant for. */
const service = '{http.vars.service}';

export const notFound: GatewayError = { status: 404, code: 'not_found', message: 'Not found' };

export const malformed: GatewayError = {
  status: 400,
  code: 'malformed_request',
  message: 'The request is not well-formed HTTP',
};

export const notImplemented: GatewayError = {
  status: 501,
  code: 'not_implemented',
  message: 'The method is not supported',
};

export const requestTimeout: GatewayError = {
  status: 408,
  code: 'request_timeout',
  message: 'The request was sent too slowly',
};

export const tooLarge: GatewayError = {
  status: 413,
  code: 'payload_too_large',
  message: 'The body is too large',
};

export const badGateway: GatewayError = {
  status: 502,
  code: 'bad_gateway',
  message: `The service ${service} broke off`,
};

export const unavailable: GatewayError = {
  status: 503,
  code: 'unavailable',
  message: `The service ${service} is not available`,
};

export const gatewayTimeout: GatewayError = {
  status: 504,
  code: 'gateway_timeout',
  message: `The service ${service} did not answer in time`,
};

/** Caddy's handler that answers with an error. */
export function answer({ status, code, message }: GatewayError): Record<string, unknown> {
  return {
    handler: 'static_response',
    status_code: status,
    headers: {
      'Content-Type': ['application/json; charset=utf-8'],
      ...(status === 503 ? { 'Retry-After': ['1'] } : {}),
      // What comes late belongs to this request still.
      ...(status === 408 ? { Connection: ['close'] } : {}),
    },
    body: JSON.stringify({ errors: [{ message, code }] }),
  };
}
