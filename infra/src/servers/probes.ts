import { connect } from 'node:net';

/**
 * Connects, says `greeting` and resolves with the first bytes of the answer.
 * @throws Error when nobody listens or nothing comes within 2 s.
 */
export function exchange(port: number, greeting?: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    const finish = (error?: Error, answer = ''): void => {
      socket.destroy();
      if (error) reject(error);
      else resolve(answer);
    };
    socket.setTimeout(2000, () => finish(new Error('no answer')));
    socket.once('error', (error) => finish(error));
    socket.once('close', () => finish(new Error('the connection was closed')));
    socket.once('data', (data) => finish(undefined, data.toString()));
    if (greeting) socket.once('connect', () => socket.write(greeting));
  });
}

/** @throws Error unless `url` answers with a success, within 5 s. */
export async function httpOk(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return text;
}
