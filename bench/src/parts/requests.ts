import { someTicket } from './tickets';

/** Lists one ticket. @returns its id @throws Error when it is refused */
export async function listTicket(base: string, authorization: string): Promise<string> {
  return (await send('POST', `${base}/api/tickets`, authorization, someTicket())).id;
}

/** Sends one request. @throws Error on any answer but a 2xx */
export async function send(
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  authorization: string,
  body?: string,
): Promise<{ id: string; version: number }> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', authorization },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as { id: string; version: number };
}
