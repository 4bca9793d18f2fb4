import { Agent, request } from 'node:http';

/** What goes with a request. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, where there is one. */
  readonly body?: string;
}

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks over connections that stay open, with little more work than that; for loads whose requests follow from answers. */
export class HttpClient {
  private readonly agent: Agent;

  /** @param connections as many at the most */
  constructor(connections: number) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws Error when the connection breaks */
  send(method: string, url: string, { headers, body }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const own =
        body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const options = { method, agent: this.agent, headers: { ...headers, ...own } };
      const sent = request(url, options, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
