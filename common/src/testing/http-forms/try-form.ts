import { connect, type Socket } from 'node:net';
import { type Answer, type Answers, parseAnswers } from './answers';
import type { FormKind, HttpForm, Place } from './form';
import { answersTo, type SeenRequest } from './recorder';

/** A server, and the app behind it. */
export interface FormTarget {
  port: number;
  place: Pick<Place, 'path' | 'headers'>;
  /** What the app was given; emptied before each form. */
  seen: SeenRequest[];
  /** Text that only what is inside may be told. */
  secret?: string;
  /** Whether errors of HTTP itself may be without a body, or be plain text; all others are JSON. */
  bareErrors?: boolean;
  /** Faults of what the app was given. */
  findFaults?: (seen: SeenRequest) => string[];
}

/** Nothing here takes long; this only bounds what hangs. */
const patienceMs = 15_000;
let probes = 0;

/** Tries all forms of a kind, one after the other. @returns what is wrong, by the form's name; best nothing */
export async function tryForms({ forms }: FormKind, target: FormTarget): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {};
  for (const form of forms) {
    const faults = await tryForm(form, target);
    if (faults.length > 0) wrong[form.name] = faults;
  }
  return wrong;
}

/** Sends a form over a connection of its own. */
async function tryForm(form: HttpForm, target: FormTarget): Promise<string[]> {
  target.seen.length = 0;
  const place = resolvePlace(target);
  const sent = [form.send(place)].flat();
  const client = await Client.connect(target.port, methodsIn(sent.join('')));
  const faults: string[] = [];
  const expected = form.requests ?? 1;
  for (const [index, part] of sent.entries()) {
    const before = client.answers.interim + client.answers.final.length;
    client.send(part);
    const isLast = index === sent.length - 1;
    if (isLast && form.ends) client.end();
    const enough = ({ interim, final }: Answers) =>
      isLast ? final.length >= expected : interim + final.length > before;
    if (!(await client.until(enough))) faults.push(`no answer within ${patienceMs} ms`);
  }
  const given = client.answers.final.length;
  const closing =
    client.ended || client.answers.final.some(({ headers }) => saysItCloses(headers, sent.join('')));
  const next = closing || faults.length > 0 || form.ends ? undefined : await askNext(client, place, faults);
  if (!(await client.until(() => false))) faults.push('the connection is neither closed nor of use');
  client.destroy();
  faults.push(...faultsOfAnswers(form, target, client.answers, { given, next }));
  faults.push(...(await faultsOfOthers(target.port, place)));
  faults.push(...faultsOfSeen(form, target, place, sent.join('')));
  if (target.secret !== undefined && client.text.includes(target.secret))
    faults.push('it was told what is inside');
  return faults;
}

function resolvePlace({ port, place }: FormTarget): Place {
  const host = `localhost:${port}`;
  return { ...place, host, inner: `GET ${place.path}/inner HTTP/1.1\r\nHost: ${host}\r\n\r\n` };
}

/** To 1.0, whoever keeps the connection has to say so. */
function saysItCloses({ connection }: Answer['headers'], sent: string): boolean {
  return connection === 'close' || (/^\S+ \S+ HTTP\/1\.0\r\n/.test(sent) && connection !== 'keep-alive');
}

function methodsIn(sent: string): string[] {
  return sent.startsWith('HEAD ') ? ['HEAD', 'GET'] : ['GET'];
}

/** Asks one more on the same connection, which closes it. @returns what the answer has to say that it is to */
async function askNext(client: Client, place: Place, faults: string[]): Promise<string> {
  const { request, mark } = probe(place);
  client.send(request);
  const before = client.answers.final.length;
  // Who refused and closes has not read it.
  if (!(await client.until(({ final }) => final.length > before)))
    faults.push('the next request has no answer');
  return mark;
}

function probe({ path, host }: Place): { request: string; mark: string } {
  const target = `${path}?probe=${(probes += 1)}`;
  return {
    request: `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    mark: encodeURIComponent(`GET ${target}`),
  };
}

/**
 * @param given how many answers there were before the next request
 * @param next what the answer to the next request has to say that it is to
 */
function faultsOfAnswers(
  form: HttpForm,
  { bareErrors = false }: FormTarget,
  answers: Answers,
  { given, next }: { given: number; next: string | undefined },
): string[] {
  const { final, rest } = answers;
  const expected = form.requests ?? 1;
  const statuses = final.map(({ status }) => status).join(', ');
  const faults: string[] = [];
  const served = next !== undefined && final.at(-1)?.headers[answersTo] === next;
  const own = served ? final.slice(0, -1) : final;
  if (own.length > expected) faults.push(`${own.length} answers to ${expected} requests: ${statuses}`);
  if (rest !== '') faults.push(`bytes that are no answer: ${JSON.stringify(rest.slice(0, 60))}`);
  if (form.outcome === 'answered' && own.length < expected) faults.push(`${own.length} answers: ${statuses}`);
  if (form.outcome === 'refused' && served) faults.push(`the connection is left open after ${statuses}`);
  if (form.outcome === 'refused' && own.some(({ status }) => status < 400))
    faults.push(`accepted: ${statuses}`);
  if (form.outcome === 'either' && own.length < expected && served) faults.push('passed over in silence');
  if (form.outcome === 'answered' && next !== undefined && !served) {
    faults.push(
      `the next request had no answer of its own, but ${final.at(-1)?.headers[answersTo] ?? 'none'}`,
    );
  }
  if (given > expected) faults.push('answered more before anything more was asked');
  for (const { status, headers, body } of own) {
    const isEmpty =
      body === '' && headers['content-length'] !== undefined && headers['content-length'] !== '0';
    if (status >= 400 && !isEmpty && !saysWhy(body) && !bareErrors)
      faults.push(`${status} doesn't say why: ${body.slice(0, 60)}`);
  }
  return faults;
}

/** Whether it is an error in the form of all services; answers to HEAD only tell its length. */
function saysWhy(body: string): boolean {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    return Array.isArray(errors) && errors.length > 0;
  } catch {
    return false;
  }
}

/** Somebody else asks twice, each on a connection of their own. */
async function faultsOfOthers(port: number, place: Place): Promise<string[]> {
  const faults: string[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const { request, mark } = probe(place);
    const other = await Client.connect(port, ['GET']);
    other.send(request);
    await other.until(() => false);
    other.destroy();
    const { final, rest } = other.answers;
    if (final.length === 1 && rest === '' && final[0]?.headers[answersTo] === mark) continue;
    faults.push(`somebody else got ${JSON.stringify(final.map(({ headers }) => headers[answersTo]))}`);
  }
  return faults;
}

function faultsOfSeen(form: HttpForm, target: FormTarget, place: Place, sent: string): string[] {
  const seen = target.seen.filter(({ url }) => !url.includes('?probe='));
  const faults = seen.flatMap((request) => target.findFaults?.(request) ?? []);
  const whole = seen.filter((request) => request.whole);
  const expected = form.requests ?? 1;
  if (seen.length > expected) faults.push(`the app saw ${seen.length} requests instead of ${expected}`);
  if (!form.innerCounts && seen.some(({ url }) => url.includes('/inner')))
    faults.push('the app saw the inner request');
  if (form.outcome === 'refused' && whole.length > 0) faults.push('the app saw a whole request');
  if (form.outcome === 'answered' && whole.length < expected)
    faults.push(`the app saw ${whole.length} whole requests`);
  const bodies = [form.body?.(place) ?? '', ...(expected > 1 ? [''] : [])];
  for (const { body, method, headers, answeredEarly } of whole) {
    const fits = bodies.some((given) => given === body || (answeredEarly && given.startsWith(body)));
    if (!fits) faults.push(`the app saw another body: ${JSON.stringify(body.slice(0, 60))}`);
    if (!sent.toUpperCase().includes(`${method} `)) faults.push(`the app saw the method ${method}`);
    const forged = Object.entries(headers).find(([, value]) => String(value).includes('forged'));
    if (forged) faults.push(`the app saw the trailer ${forged[0]} as a header`);
  }
  return faults;
}

/** A connection of which all is kept that comes back. */
class Client {
  text = '';
  ended = false;
  private wake: () => void = () => undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly methods: readonly string[],
  ) {
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      this.text += part;
      this.wake();
    });
    // A reset ends it as well.
    socket.on('error', () => undefined);
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.ended = true;
        this.wake();
      });
    }
  }

  static connect(port: number, methods: readonly string[]): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Client(socket, methods)));
    });
  }

  get answers(): Answers {
    return parseAnswers(this.text, this.methods, this.ended);
  }

  send(text: string): void {
    if (this.socket.writable) this.socket.write(text, 'latin1');
  }

  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** @returns whether `enough` came to be true, or the server closed the connection, in good time */
  async until(enough: (answers: Answers) => boolean): Promise<boolean> {
    const deadline = Date.now() + patienceMs;
    while (!this.ended && !enough(this.answers)) {
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }
}
