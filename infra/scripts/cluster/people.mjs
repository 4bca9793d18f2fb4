// People of the system under test, over HTTP, as any client of the API.
/* global AbortSignal */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export class Person {
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  static async signUp(base) {
    const account = { email: `${randomUUID()}@example.com`, password: 'a good password' };
    const { status } = await new Person(base).post('/api/users/signup', account);
    if (status !== 201) throw new Error(`signing up answered ${status}`);
    return Person.signIn(base, account);
  }

  static async signIn(base, account) {
    const { status, body } = await new Person(base).post('/api/users/token', account);
    if (status !== 200) throw new Error(`signing in answered ${status}`);
    return new Person(base, body.accessToken);
  }

  get = (path) => this.request('GET', path);
  post = (path, body) => this.request('POST', path, body);
  put = (path, body) => this.request('PUT', path, body);
  delete = (path) => this.request('DELETE', path);

  /** Status 0 is an answer that never came. */
  async request(method, path, body) {
    try {
      const response = await fetch(`${this.base}${path}`, {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(this.token && { authorization: `Bearer ${this.token}` }),
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json');
      return { status: response.status, body: json && text ? JSON.parse(text) : text };
    } catch (error) {
      return { status: 0, body: `${error.message} ${error.cause?.code ?? error.cause?.message ?? ''}` };
    }
  }

  /** @throws Error when it isn't answered with 201 */
  async sell(price) {
    const { status, body } = await this.post('/api/tickets', { title: 'Concert', price });
    if (status !== 201) throw new Error(`listing a ticket answered ${status}`);
    return body.id;
  }

  /** Reserves a ticket as soon as orders has heard of it; resolves with the order. */
  reserve(ticketId, seconds = 60) {
    return eventually(async () => {
      const { status, body } = await this.post('/api/orders', { ticketId });
      if (status === 201) return body;
      // Not heard of yet, held by the order that was just cancelled, or a replica away.
      throw new Error(`reserving ${ticketId} answered ${status}: ${JSON.stringify(body)}`);
    }, seconds);
  }
}

/** Runs `work` on every item, at most `width` at once. */
export async function inParallel(items, width, work) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

/** @throws the last error, when `check` still throws after that time */
export async function eventually(check, seconds) {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(250)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
