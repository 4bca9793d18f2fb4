import { bearer, deliver } from '@ticketing/common/testing';
import request from 'supertest';
import { decideCheckIn } from '../domain/check-in';
import { OrderCancelledListener } from '../events/listeners';
import { Admission, type AdmissionFields } from '../models/admission';
import { Transfer } from '../models/transfer';
import { buy, newId, published, sale, someone, type TestSale, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

/** 200 with 10,000 reads at an effort of 20. */
const TRANSFERS = Number(process.env['FUZZ_EFFORT'] ?? 1) * 10;
const READS_OF_EACH = 50;

describe('a transfer', () => {
  const service = useTestService();
  type Person = Awaited<ReturnType<typeof someone>>;
  let giver: Person;
  let taker: Person;
  let what: TestSale;
  let admission: AdmissionFields;

  beforeEach(async () => {
    [giver, taker] = await Promise.all([someone(service), someone(service)]);
    what = await sale(newId());
    [admission] = (await buy(service, giver.id, what)) as [AdmissionFields];
  });

  const offer = (email = taker.email, as = giver) =>
    request(service.app)
      .post(`/api/admissions/${admission._id}/transfer`)
      .set('Authorization', bearer(as))
      .send({ email });
  const answer = (id: string, how: 'accept' | 'decline', as = taker, app = service.app) =>
    request(app).post(`/api/transfers/${id}/${how}`).set('Authorization', bearer(as));
  const withdraw = (id: string, as = giver) =>
    request(service.app).delete(`/api/transfers/${id}`).set('Authorization', bearer(as));
  const offered = async () => ((await offer().expect(202)).body as { id: string }).id;
  const stored = () => Admission.findById(admission._id).lean();

  it('makes the taker its holder at acceptance, with a new code, and no sooner', async () => {
    const id = await offered();
    expect(await stored()).toMatchObject({ userId: giver.id, code: admission.code });
    await answer(id, 'accept').expect(200);
    const now = (await stored())!;
    expect(now).toMatchObject({ userId: taker.id, buyerId: giver.id, version: 1, codeVersion: 1 });
    expect(now.code).not.toBe(admission.code);
    expect(await published(service.outbox, 'admission:updated')).toMatchObject([
      { id: admission._id, version: 1, userId: taker.id, code: now.code, reason: 'transferred' },
    ]);
  });

  it('is told of once it is offered, and of none that was refused', async () => {
    const id = await offered();
    await offer('somebody@example.com').expect(409);
    expect(await published(service.outbox, 'transfer:offered')).toEqual([
      {
        id,
        admissionId: admission._id,
        showId: what.showId,
        title: 'Stalls',
        fromUserId: giver.id,
        email: taker.email,
      },
    ]);
  });

  it('is listed with its show and who gives it', async () => {
    await offered();
    const { body } = await request(service.app)
      .get('/api/transfers')
      .set('Authorization', bearer(taker))
      .expect(200);
    const { name } = (await service.directory.find(giver.id))!;
    expect(body).toMatchObject([{ direction: 'in', from: name, show: { id: what.showId } }]);
  });

  it('is offered by the holder alone', async () => {
    await offer('somebody@example.com', taker).expect(404);
    expect(await Transfer.countDocuments({})).toBe(0);
  });

  it('is accepted by nobody but whom it is for', async () => {
    const id = await offered();
    const other = await someone(service);
    for (const how of ['accept', 'decline'] as const) await answer(id, how, other).expect(404);
    await withdraw(id, other).expect(404);
    expect(await stored()).toMatchObject({ userId: giver.id, version: 0 });
  });

  it('is accepted by nobody whose address isn’t proven', async () => {
    taker = await someone(service, { emailVerified: false });
    const id = await offered();
    const { body } = await answer(id, 'accept').expect(403);
    expect(body.errors).toMatchObject([{ code: 'email_unverified' }]);
    expect(await stored()).toMatchObject({ userId: giver.id });
  });

  it.each(['accept', 'decline', 'withdraw'] as const)(
    'ends once: after %s nothing else is done',
    async (how) => {
      const id = await offered();
      if (how === 'withdraw') await withdraw(id).expect(204);
      else await answer(id, how).expect(200);
      const { body } = await answer(id, 'accept').expect(409);
      expect(body.errors).toMatchObject([{ code: 'transfer_ended' }]);
      await answer(id, 'decline').expect(409);
      await withdraw(id).expect(409);
      if (how !== 'accept') await offer().expect(202);
    },
  );

  it('is one at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => offer()));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array<number>(9).fill(409)]);
  });

  it('is not of what changes hands at that moment', async () => {
    const id = await offered();
    const insertOne = Transfer.collection.insertOne.bind(Transfer.collection);
    jest.spyOn(Transfer.collection, 'insertOne').mockImplementationOnce(async (...args) => {
      await answer(id, 'accept').expect(200);
      return insertOne(...args);
    });
    await offer('somebody@example.com').expect(409);
    await offer('somebody@example.com', taker).expect(202);
  });

  it('is not of what was used or is void', async () => {
    const id = await offered();
    const reason = 'refunded' as const;
    await deliver(service.messaging, new OrderCancelledListener(service.issue), {
      id: admission.orderId,
      version: 2,
      userId: giver.id,
      ticket: { id: what.ticketId },
      reason,
    });
    const { body } = await answer(id, 'accept').expect(409);
    expect(body.errors).toMatchObject([{ code: 'not_valid' }]);
    await withdraw(id).expect(204);
    await offer().expect(409);
  });

  it('is not to oneself', async () => {
    const { body } = await offer(giver.email.toUpperCase()).expect(400);
    expect(body.errors).toMatchObject([{ field: 'email', code: 'own_address' }]);
  });

  it('never leaves two codes good, nor none: one end each when taker, giver and gate race', async () => {
    for (let round = 0; round < 10; round += 1) {
      [admission] = (await buy(service, giver.id, what)) as [AdmissionFields];
      const id = await offered();
      const [accepted, withdrawn, old] = await Promise.all([
        answer(id, 'accept', taker, service.otherApp),
        withdraw(id),
        request(service.app)
          .post('/api/check-ins')
          .set('Authorization', bearer({ id: what.sellerId }))
          .send({ code: admission.code }),
      ]);
      const now = (await stored())!;
      const ends = [accepted.status === 200, withdrawn.status === 204, old.status === 201];
      expect([round, accepted.status === 200 && old.status === 201]).toEqual([round, false]);
      expect([round, accepted.status === 200 && withdrawn.status === 204]).toEqual([round, false]);
      expect([round, ends.some(Boolean)]).toEqual([round, true]);
      expect(now.userId).toBe(accepted.status === 200 ? taker.id : giver.id);
      expect(now.status).toBe(old.status === 201 ? 'used' : 'valid');
    }
  });

  it('has one good code at any time while it goes back and forth', async () => {
    const codes = new Map([[admission.code!, service.codes.read(admission.code!)!]]);
    let isOver = false;
    let reads = 0;
    const read = async () => {
      const now = (await stored())!;
      if (!codes.has(now.code!)) codes.set(now.code!, service.codes.read(now.code!)!);
      const asked = { doorId: now.doorId, doorsAt: undefined, now: new Date(), admission: now };
      const good = [...codes].filter(([, code]) => decideCheckIn({ ...asked, code }) === 'admitted');
      expect(good.map(([text]) => text)).toEqual([now.code]);
      reads += 1;
    };
    const readers = Promise.all(
      Array.from({ length: 5 }, async () => {
        while (!isOver || reads < TRANSFERS * READS_OF_EACH) await read();
      }),
    );
    const people = [giver, taker] as const;
    for (let nth = 0; nth < TRANSFERS; nth += 1) {
      const [from, to] = nth % 2 ? [taker, giver] : people;
      const { body } = await offer(to.email, from).expect(202);
      await answer(body.id, 'accept', to, nth % 3 ? service.app : service.otherApp).expect(200);
    }
    isOver = true;
    await readers;
    expect(codes.size).toBe(TRANSFERS + 1);
  });

  it('is listed to both', async () => {
    const id = await offered();
    const list = async (as: Person) =>
      (await request(service.app).get('/api/transfers').set('Authorization', bearer(as)).expect(200)).body;
    expect(await list(giver)).toMatchObject([
      { id, direction: 'out', status: 'offered', email: taker.email },
    ]);
    expect(await list(taker)).toMatchObject([{ id, direction: 'in', title: 'Stalls' }]);
    expect(await list(await someone(service))).toEqual([]);
  });
});
