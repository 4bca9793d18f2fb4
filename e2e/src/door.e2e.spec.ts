import { createHash, generateKeyPairSync, randomBytes, randomInt, sign } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ADMISSION_CODE_LENGTH,
  formatAdmissionCode,
  packAdmissionCode,
  parseAdmissionCode,
} from '@ticketing/common/admission-code';
import { ApiClient, eventually, inParallel, findProcesses } from '@ticketing/harness';

/** 1 for what the door has to stand in all; a share of it unless told otherwise. */
const SCALE = Number(process.env['DOOR_SCALE'] ?? 0.03);
const ROUNDS = Math.ceil(100 * SCALE);
const GATES = 50;
const TRANSFERS = Math.ceil(200 * SCALE);
const READS_OF_EACH = 50;
const REFUNDS = Math.ceil(1_000 * SCALE);
const BAD_CODES = Math.ceil(100_000 * SCALE);
const PLACES_OF_AN_ORDER = 10;
const READERS = 4;
const AT_ONCE = 4;
/** Milliseconds between two looks at the feed of a door. */
const FOLLOW_MS = 50;
/** Within this time a code that was refunded is refused, in ms; one in a hundred may take longer. */
const REFUSED_WITHIN_MS = 1_000;

interface Held {
  id: string;
  code: string;
  version: number;
}
interface Sold {
  orderId: string;
  paymentId: string;
  admissions: Held[];
}
interface Answered {
  result: string;
  at?: string;
  gate?: string;
}

const percentile = (values: number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;

function report(what: string, figures: Record<string, number>): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`${what}: ${text.join(', ')}\n`);
}

describe('the door, over two replicas of admissions', () => {
  let seller: ApiClient;
  let steward: ApiClient;
  let buyers: ApiClient[];
  let friends: [ApiClient, ApiClient];

  beforeAll(async () => {
    expect(findProcesses('admissions')).toHaveLength(2);
    seller = await ApiClient.signUp({ name: 'Sam' });
    steward = await ApiClient.signUp({ name: 'Stella', verified: true });
    friends = [
      await ApiClient.signUp({ name: 'Finn', verified: true }),
      await ApiClient.signUp({ name: 'Fay', verified: true }),
    ];
    buyers = await inParallel(Array.from({ length: AT_ONCE }), 2, () => ApiClient.signUp());
  });

  /** @param opens days from now; before, a gate says which codes are good and lets nobody in */
  async function openShow({ opens = undefined as number | undefined } = {}): Promise<string> {
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const { status, body } = await seller.post<{ id: string }>('/api/shows', {
      title: 'Requiem',
      startsAt: at(3),
      timeZone: 'Europe/Prague',
      venue: { name: 'Rudolfinum' },
      ...(opens !== undefined && { doorsAt: at(opens) }),
    });
    expect(status).toBe(201);
    return body.id;
  }

  async function list(showId: string, quantity: number): Promise<string> {
    const asked = { title: 'Standing', price: 20, quantity, showId };
    const { status, body } = await seller.post<{ id: string }>('/api/tickets', asked);
    expect(status).toBe(201);
    return body.id;
  }

  async function held(by: ApiClient, id: string): Promise<Held> {
    return (await by.get<Held>(`/api/admissions/${id}`)).body;
  }

  /** So many places in one order, with their codes, once they are issued. */
  async function buy(buyer: ApiClient, ticketId: string, quantity: number): Promise<Sold> {
    const order = await eventually(async () => {
      const { status, body } = await buyer.post<{ id: string }>('/api/orders', { ticketId, quantity });
      if (status !== 201) throw new Error(`ordering answered ${status}: ${JSON.stringify(body)}`);
      return body;
    });
    const { id: paymentId } = await buyer.pay(order.id);
    const rows = await eventually(async () => {
      const { body } = await buyer.get<Held[]>(`/api/admissions?orderId=${order.id}`);
      expect(body).toHaveLength(quantity);
      return body;
    });
    const admissions = await inParallel(rows, AT_ONCE, ({ id }) => held(buyer, id));
    return { orderId: order.id, paymentId, admissions };
  }

  async function sell(showId: string, places: number, perOrder = PLACES_OF_AN_ORDER): Promise<Sold[]> {
    const ticketId = await list(showId, places);
    const sizes = Array.from({ length: Math.ceil(places / perOrder) }, (_, nth) =>
      Math.min(perOrder, places - nth * perOrder),
    );
    return inParallel(sizes, AT_ONCE, (size) => buy(buyers[randomInt(AT_ONCE)]!, ticketId, size));
  }

  const checkIn = async (by: ApiClient, body: { code: string; showId?: string; gate?: string }) =>
    by.post<Answered>('/api/check-ins', body);

  async function checkInAll(showId: string, codes: string[]): Promise<string[]> {
    const checkIns = codes.map((code) => ({ code, showId }));
    const { status, body } = await seller.post<{ results: Answered[] }>('/api/check-ins/batch', { checkIns });
    expect(status).toBe(200);
    return body.results.map(({ result }) => result);
  }

  async function passOn(id: string, from: ApiClient, to: ApiClient, asked?: () => void): Promise<Held> {
    const offer = await from.post<{ id: string }>(`/api/admissions/${id}/transfer`, { email: to.email });
    expect(offer.status).toBe(202);
    asked?.();
    // The address may have been proven a moment before admissions heard of it.
    await eventually(async () =>
      expect((await to.post(`/api/transfers/${offer.body.id}/accept`)).status).toBe(200),
    );
    return held(to, id);
  }

  it(`lets one of ${GATES} gates admit, and tells the others when and where, in each of ${ROUNDS} rounds`, async () => {
    const showId = await openShow();
    // Admissions may not have heard of the account or the show yet.
    await eventually(async () =>
      expect((await seller.post(`/api/door/${showId}/staff`, { email: steward.email })).status).toBe(201),
    );
    await eventually(async () => {
      const { body } = await steward.get<object[]>('/api/notifications?limit=5');
      expect(body).toContainEqual(
        expect.objectContaining({ kind: 'door.staff-added', path: `/door/${showId}` }),
      );
    });
    const codes = (await sell(showId, ROUNDS)).flatMap(({ admissions }) => admissions);
    expect(codes).toHaveLength(ROUNDS);
    let told = 0;
    for (const { code } of codes) {
      const answers = await Promise.all(
        Array.from({ length: GATES }, (_, nth) =>
          checkIn(nth % 2 ? steward : seller, { code, showId, gate: `G${nth}` }),
        ),
      );
      const admitted = answers.filter(({ status }) => status === 201);
      expect(admitted.map(({ body }) => body.result)).toEqual(['admitted']);
      const { at, gate } = admitted[0]!.body;
      const others = answers.filter((answer) => answer !== admitted[0]);
      expect(others.map(({ status, body }) => [status, body.result, body.at, body.gate])).toEqual(
        Array.from({ length: GATES - 1 }, () => [409, 'used', at, gate]),
      );
      told += others.length;
    }
    const { body } = await seller.get(`/api/door/${showId}`);
    expect(body).toMatchObject({ counts: { valid: 0, used: ROUNDS } });
    report('gates at once', { rounds: ROUNDS, admitted: codes.length, told });
  }, 900_000);

  it(`has one good code of a place in ${TRANSFERS * READS_OF_EACH} reads during ${TRANSFERS} transfers`, async () => {
    const showId = await openShow({ opens: 1 });
    const [first, second] = friends;
    const ticketId = await list(showId, 1);
    const [admission] = (await buy(first, ticketId, 1)).admissions as [Held];
    const codes = [admission.code];
    /** Transfers that were accepted, or may have been. */
    let asked = 0;
    let isOver = false;
    let hasFailed = false;
    let reads = 0;
    let none = 0;
    const read = async () => {
      const before = codes.length;
      const known = codes.slice(-3);
      const results = await checkInAll(showId, known);
      expect(results.filter((result) => !['too_early', 'void'].includes(result))).toEqual([]);
      const good = known.filter((_code, nth) => results[nth] === 'too_early');
      expect(good.length).toBeLessThanOrEqual(1);
      // The next one has a code that this reader didn't know yet.
      if (good.length === 0) expect(asked).toBeGreaterThanOrEqual(before);
      if (good.length === 0) none += 1;
      else if (asked < before) expect(good).toEqual([codes[before - 1]]);
      reads += 1;
    };
    const readers = Promise.all(
      Array.from({ length: READERS }, async () => {
        while (!isOver || reads < TRANSFERS * READS_OF_EACH) await read();
      }),
    );
    readers.catch(() => (hasFailed = true));
    for (let nth = 0; nth < TRANSFERS && !hasFailed; nth += 1) {
      // The readers see each code for a while.
      while (reads < nth * READS_OF_EACH && !hasFailed) await pause(5);
      const [from, to] = nth % 2 ? [second, first] : [first, second];
      const { code } = await passOn(admission.id, from, to, () => (asked += 1));
      codes.push(code);
    }
    isOver = true;
    await readers;
    expect(new Set(codes).size).toBe(TRANSFERS + 1);
    const results = (await Promise.all(codes.map((code) => checkInAll(showId, [code])))).flat();
    expect(results).toEqual([...Array<string>(TRANSFERS).fill('void'), 'too_early']);
    report('codes during transfers', { transfers: TRANSFERS, reads, 'with a newer one unknown': none });
  }, 1_800_000);

  it(`refuses a code within a second of its refund, ${REFUNDS} times`, async () => {
    const showId = await openShow({ opens: 1 });
    const sold = await sell(showId, REFUNDS, 1);
    const voidAt = new Map<string, number>();
    let isOver = false;
    const follower = (async () => {
      for (let after = ''; !isOver; await pause(FOLLOW_MS)) {
        const query = after && `?after=${encodeURIComponent(after)}`;
        const { body } = await seller.get<{ after: string; admissions: { id: string; status: string }[] }>(
          `/api/door/${showId}${query}`,
        );
        after = body.after;
        for (const { id, status } of body.admissions)
          if (status === 'void' && !voidAt.has(id)) voidAt.set(id, Date.now());
      }
    })();
    const refusals: number[] = [];
    const changes: number[] = [];
    await inParallel(sold, 2, async ({ paymentId, admissions: [admission] }) => {
      const { id, code } = admission!;
      expect((await checkIn(steward, { code })).status).toBe(401);
      expect((await checkIn(seller, { code, showId })).body.result).toBe('too_early');
      expect((await seller.post(`/api/payments/${paymentId}/refund`)).status).toBeLessThan(300);
      const from = Date.now();
      await eventually(async () =>
        expect((await checkIn(seller, { code, showId })).body.result).toBe('void'),
      );
      refusals.push(Date.now() - from);
      await eventually(() => Promise.resolve(expect(voidAt.has(id)).toBe(true)));
      changes.push(Math.max(0, voidAt.get(id)! - from));
    }).finally(() => (isOver = true));
    await follower;
    for (const [what, times] of Object.entries({ refusal: refusals, feed: changes })) {
      const [median, p99, max] = [0.5, 0.99, 1].map((share) => percentile(times, share)) as [
        number,
        number,
        number,
      ];
      report(`refund to ${what}, ms`, { of: times.length, median, p99, max });
      const late = times.filter((time) => time > REFUSED_WITHIN_MS);
      expect([what, late.slice(Math.ceil(REFUNDS / 100))]).toEqual([what, []]);
    }
  }, 3_600_000);

  it(`admits none of ${BAD_CODES} codes that are forged, altered, old, of another key or of another show`, async () => {
    const [showId, elsewhere] = [await openShow(), await openShow()];
    const good = (await sell(showId, 10)).flatMap(({ admissions }) => admissions);
    const foreign = (await sell(elsewhere, 10)).flatMap(({ admissions }) => admissions);
    const [giver, taker] = friends;
    const ticketId = await list(showId, 2);
    const old: string[] = [];
    for (const { id, code } of (await buy(giver, ticketId, 2)).admissions) {
      old.push(code);
      await passOn(id, giver, taker);
    }
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
    const ourKeyId = createHash('sha256').update(raw).digest('hex').slice(0, 8);
    const pick = <T>(values: readonly T[]): T => values[randomInt(values.length)]!;
    const any = () => parseAdmissionCode(pick(good).code)!;
    const signed = (keyId: string, over = {}) => {
      const bytes = packAdmissionCode({ ...any(), keyId, ...over });
      return formatAdmissionCode(bytes, sign(null, bytes, privateKey));
    };
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const kinds: Record<string, () => string> = {
      'of our key': () => signed(ourKeyId),
      'of our key, as theirs': () => signed(any().keyId),
      'of a newer version': () => signed(any().keyId, { version: randomInt(65_536) }),
      'of a later version by their signature': () => {
        const { signature, ...code } = any();
        return formatAdmissionCode(packAdmissionCode({ ...code, version: 1 + randomInt(9) }), signature);
      },
      'with the signature of another': () =>
        formatAdmissionCode(any().signed, parseAdmissionCode(pick(foreign).code)!.signature),
      altered: () => {
        const { code } = pick(good);
        const at = randomInt(ADMISSION_CODE_LENGTH);
        const other = alphabet[(alphabet.indexOf(code[at]!) + randomInt(1, 32)) % 32]!;
        return code.slice(0, at) + other + code.slice(at + 1);
      },
      'of chance': () => formatAdmissionCode(randomBytes(31), randomBytes(64)),
      'no code': () => randomBytes(randomInt(1, 120)).toString('base64'),
      'cut off': () => pick(good).code.slice(0, randomInt(1, ADMISSION_CODE_LENGTH)),
      old: () => pick(old),
      foreign: () => pick(foreign).code,
    };
    const expected = (kind: string) =>
      kind === 'old' ? 'void' : kind === 'foreign' ? 'wrong_show' : 'unknown';
    const names = Object.keys(kinds);
    const batches = Array.from({ length: Math.ceil(BAD_CODES / 1_000) }, (_, nth) =>
      Math.min(1_000, BAD_CODES - nth * 1_000),
    );
    const counts: Record<string, number> = {};
    await inParallel(batches, 2, async (size) => {
      const shown = Array.from({ length: size }, (_, nth) => names[nth % names.length]!);
      const results = await checkInAll(
        showId,
        shown.map((kind) => kinds[kind]!()),
      );
      const wrong = shown.filter((kind, nth) => results[nth] !== expected(kind));
      expect(wrong).toEqual([]);
      for (const result of results) counts[result] = (counts[result] ?? 0) + 1;
    });
    // One by one as well, each with a status of its own.
    for (const kind of names) {
      const { status, body } = await checkIn(seller, { code: kinds[kind]!(), showId });
      expect([kind, status, body.result]).toEqual([
        kind,
        expected(kind) === 'unknown' ? 404 : 409,
        expected(kind),
      ]);
    }
    const { body } = await seller.get(`/api/door/${showId}`);
    expect(body).toMatchObject({ counts: { used: 0 } });
    report('bad codes', counts);
    // They were the right door and the right show.
    expect((await checkIn(seller, { code: good[0]!.code, showId })).status).toBe(201);
  }, 1_800_000);
});
