import type { IncomingMessage } from 'node:http';

/** Headers that only mean something to the protocol that was asked for, and the options of `Connection` that name them. */
const ofUpgrades = new Set(['upgrade', 'http2-settings']);

/** Whether a request asks to become a WebSocket, on this path and as RFC 6455 (4.1) wants it: a GET without a body. */
export function asksForWebSocket(req: IncomingMessage, path: string): boolean {
  const { method, url = '', headers, httpVersionMinor } = req;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return (
    method === 'GET' &&
    httpVersionMinor === 1 &&
    !hasBody &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    url.split('?', 1)[0] === path
  );
}

/** The bytes of a request's head as they came, but without what asks for another protocol. */
export function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    const kept = name.toLowerCase() === 'connection' ? withoutOptions(value) : value;
    if (!ofUpgrades.has(name.toLowerCase()) && kept !== undefined) lines.push(`${name}: ${kept}`);
  }
  return Buffer.from([...lines, '', ''].join('\r\n'), 'latin1');
}

function withoutOptions(connection: string): string | undefined {
  const options = connection.split(',').map((option) => option.trim());
  return options.filter((option) => !ofUpgrades.has(option.toLowerCase())).join(', ') || undefined;
}
