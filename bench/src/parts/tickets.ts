import type mongoose from 'mongoose';

const BATCH = 20_000;

/** The body of a request that lists a ticket. */
export const someTicket = (): string => JSON.stringify({ title: 'Concert', price: 20 });

/** Fills the tickets of the tickets service, as if they had been listed one a millisecond until now. */
export async function stockTickets(connection: mongoose.Connection, count: number): Promise<void> {
  const begun = Date.now() - count;
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done);
    const tickets = Array.from({ length: size }, (_, i) => ({
      title: `Concert ${done + i}`,
      words: ['concert', String(done + i)],
      price: ((done + i) % 500) + 1,
      userId: `seller-${(done + i) % 1_000}`,
      orderId: null,
      status: 'open',
      holdSequence: 0,
      version: 0,
      createdAt: new Date(begun + done + i),
      updatedAt: new Date(begun + done + i),
    }));
    await connection.collection('tickets').insertMany(tickets, { ordered: false, writeConcern: { w: 1 } });
  }
}

/** Ids of tickets that are there. @param count how many, at the most */
export async function ticketIds(connection: mongoose.Connection, count: number): Promise<string[]> {
  const rows = await connection
    .collection('tickets')
    .find({}, { projection: { _id: 1 } })
    .limit(count)
    .toArray();
  return rows.map(({ _id }) => String(_id));
}

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
