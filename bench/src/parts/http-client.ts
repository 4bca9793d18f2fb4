import { Agent, request } from 'node:http';

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks over connections that stay open, with little more work than that; for loads whose requests follow from answers. */
export class HttpClient {
  private readonly agent: Agent;

  constructor(
    private readonly authorization: string,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws Error when the connection breaks */
  send(method: string, url: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: this.authorization,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      };
      const sent = request(url, { method, agent: this.agent, headers }, (response) => {
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
