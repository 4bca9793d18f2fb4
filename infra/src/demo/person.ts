/** An answer of the system. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** Somebody with a browser: sends requests and keeps the session's cookie. */
export class Person {
  private cookie = '';

  constructor(
    readonly name: string,
    private readonly url: string,
  ) {}

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
    if (cookies.length > 0) this.cookie = cookies.join('; ');
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Answer['body']) : {} };
  }

  /**
   * The same, for an answer that must be `status`.
   * @throws Error that tells what came instead.
   */
  async expect(status: number, method: string, path: string, body?: unknown): Promise<Answer['body']> {
    const answer = await this.ask(method, path, body);
    if (answer.status !== status) {
      throw new Error(
        `${method} ${path} answered ${answer.status}, not ${status}: ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  }
}

/** The message of an answer in the error format. */
export function errorText({ body }: Answer): string {
  const [first] = (body.errors as { message?: string }[] | undefined) ?? [];
  return first?.message ?? 'no message';
}
