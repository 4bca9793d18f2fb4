import { inParallel, Random } from '@ticketing/harness';
import { effort, oddValues, seed } from './odd-values';

interface Result {
  line: number;
  id?: string;
  errors?: { message: string; field?: string; code: string }[];
}

const url = () => process.env['TEST_INTERNAL_NOTIFICATIONS_URL'] ?? '';

async function post(body: string | Buffer, type: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url()}/notification/batch`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: body as RequestInit['body'],
  });
  return { status: response.status, text: await response.text() };
}

/** A notification that is good, as its uuid tells. */
function good(random: Random): Record<string, unknown> {
  const uuid = random.uuid();
  return random.next() < 0.5
    ? { type: 'SLACK', receiver: '#fuzz', message: 'hello', uuid }
    : { destination: 'SLACK', receiver: '#fuzz', txt: 'hello', uuid };
}

/** One with a field exchanged, added or left out; it may still be good. */
function mutated(random: Random): unknown {
  const body = good(random);
  const field = random.of([...Object.keys(body), 'subject', 'userId', '__proto__', 'constructor', 'x']);
  if (random.next() < 0.2) delete body[field];
  else Object.defineProperty(body, field, { value: random.of(oddValues), enumerable: true });
  return body;
}

/** A line that is no JSON. */
function broken(random: Random): string {
  const text = JSON.stringify(good(random));
  return random.of([
    text.slice(0, random.below(text.length - 1) + 1),
    `${text}}`,
    `${text}${text}`,
    'undefined',
    "{'type':'SLACK'}",
    '\u0000\u0001',
    '\ufeff{}x',
    '[',
    '"',
  ]);
}

describe(`a batch of random notifications (FUZZ_SEED=${seed})`, () => {
  const random = new Random(seed);

  /** Every id that was answered is there. */
  async function expectStored(results: Result[]): Promise<void> {
    const ids = results.flatMap(({ id }) => (id ? [id] : []));
    const statuses = await inParallel(ids, 8, async (id) => {
      const { status } = await fetch(`${url()}/api/notifications/${id}`);
      return `${id}: ${status}`;
    });
    expect(statuses).toEqual(ids.map((id) => `${id}: 200`));
  }

  function expectResultPerLine(results: Result[], lines: number): void {
    expect(results.map(({ line }) => line)).toEqual(Array.from({ length: lines }, (_, index) => index + 1));
    for (const { id, errors } of results) {
      expect(Boolean(id)).toBe(errors === undefined);
      for (const error of errors ?? [])
        expect(error).toEqual(expect.objectContaining({ code: expect.any(String) }));
    }
  }

  it(
    'has a result per line when it comes in lines, and loses no good one',
    async () => {
      for (let round = 0; round < 3 * effort; round += 1) {
        const lines = Array.from({ length: 60 }, () => {
          const kind = random.next();
          if (kind < 0.4) return { text: JSON.stringify(good(random)), sound: true };
          if (kind < 0.8) return { text: JSON.stringify(mutated(random)), sound: false };
          return { text: broken(random), sound: false };
        }).filter(({ text }) => text.trim() !== '' && !text.includes('\n'));
        const ends = ['\n', '\r\n', '\n\n', '\n \n'];
        const { status, text } = await post(
          lines.map((line) => line.text + random.of(ends)).join(''),
          'application/x-ndjson',
        );
        expect(`${status} ${status === 202 ? '' : text}`).toBe('202 ');
        const results = text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Result);
        expectResultPerLine(results, lines.length);
        lines.forEach(({ sound }, index) => {
          if (sound) expect(results[index]?.errors).toBeUndefined();
        });
        await expectStored(results);
      }
    },
    60_000 * effort,
  );

  it(
    'has a result per element when it comes as an array',
    async () => {
      for (let round = 0; round < 3 * effort; round += 1) {
        const elements = Array.from({ length: 60 }, () =>
          random.of([good, mutated, () => random.of(oddValues)])(random),
        );
        const { status, text } = await post(
          JSON.stringify(elements, null, random.of([0, 2])),
          'application/json',
        );
        expect(`${status} ${status === 202 ? '' : text}`).toBe('202 ');
        const results = JSON.parse(text) as Result[];
        expectResultPerLine(results, elements.length);
        await expectStored(results);
      }
    },
    60_000 * effort,
  );

  it(
    'is refused as a whole, in the form of all errors, when it is neither; what stood before is told of',
    async () => {
      for (let round = 0; round < 40 * effort; round += 1) {
        const whole = Buffer.from(JSON.stringify(Array.from({ length: 5 }, () => good(random))));
        const cut = Buffer.from(whole.subarray(0, random.below(whole.length - 1) + 1));
        const bytes = random.of([cut, Buffer.concat([whole, cut]), Buffer.from(random.hex(40), 'hex')]);
        if (random.next() < 0.3) bytes[random.below(bytes.length)] = random.below(256);
        const { status, text } = await post(bytes, 'application/json');
        const described = `${status} ${bytes.toString('base64')}`;
        expect([202, 400, 413].map((allowed) => `${allowed} ${bytes.toString('base64')}`)).toContain(
          described,
        );
        if (status === 202) continue;
        const { errors, results } = JSON.parse(text) as { errors: unknown[]; results?: Result[] };
        expect(errors.length).toBeGreaterThan(0);
        await expectStored((results ?? []).filter(Boolean));
      }
    },
    60_000 * effort,
  );
});
