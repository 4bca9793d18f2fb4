import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** An error in the format of all services; the codes are explained in docs/errors.md. */
export interface GatewayError {
  status: 404 | 502 | 503 | 504;
  code: string;
  message: string;
}

export const notFound: GatewayError = { status: 404, code: 'not_found', message: 'Not found' };

export const brokeOff = (service: string): GatewayError => ({
  status: 502,
  code: 'bad_gateway',
  message: `The service ${service} broke off`,
});

export const notAvailable = (service: string): GatewayError => ({
  status: 503,
  code: 'unavailable',
  message: `The service ${service} is not available`,
});

export const tooLate = (service: string): GatewayError => ({
  status: 504,
  code: 'gateway_timeout',
  message: `The service ${service} did not answer in time`,
});

const body = ({ message, code }: GatewayError): string => JSON.stringify({ errors: [{ message, code }] });

/** Answers with an error in the format of all services; a response that has begun is cut off instead. */
export function answerError(res: ServerResponse, error: GatewayError): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const { status } = error;
  const text = body(error);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  });
  res.end(text);
}

/** The same for a connection that asked to become a WebSocket. */
export function refuseUpgrade(socket: Duplex, error: GatewayError): void {
  const { status } = error;
  const text = body(error);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}
