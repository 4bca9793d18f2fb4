import { generateKeyPairSync, randomInt } from 'node:crypto';
import { bearer } from '@ticketing/common/testing';
import request from 'supertest';
import { Codes } from '../codes';
import { Admission, type AdmissionFields } from '../models/admission';
import { CheckIn } from '../models/check-in';
import { DoorStaff } from '../models/door';
import { buy, newId, published, sale, someone, type TestSale, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const GATES = 50;
/** 20 for the rounds and scans of a large run, 100 for its codes. */
const EFFORT = Number(process.env['FUZZ_EFFORT'] ?? 1);
const ROUNDS = EFFORT * 5;
const CODES_OF_A_BATCH = 1_000;

describe('a check-in', () => {
  const service = useTestService();
  let seller: string;
  let holder: { id: string; email: string };
  let what: TestSale;
  let admission: AdmissionFields;

  beforeEach(async () => {
    seller = newId();
    holder = await someone(service, { name: 'Ada' });
    what = await sale(seller);
    [admission] = (await buy(service, holder.id, what)) as [AdmissionFields];
  });

  const checkIn = (body: object, { as = seller, app = service.app } = {}) =>
    request(app)
      .post('/api/check-ins')
      .set('Authorization', bearer({ id: as }))
      .send(body);
  const shown = () => ({ code: admission.code! });

  it('admits, and says whom', async () => {
    const { body } = await checkIn({ ...shown(), showId: what.showId, gate: 'B' }).expect(201);
    expect(body).toMatchObject({
      result: 'admitted',
      gate: 'B',
      admission: { id: admission._id, name: 'Ada', status: 'used', version: 1 },
    });
    expect(await published(service.outbox, 'admission:updated')).toMatchObject([
      { id: admission._id, version: 1, status: 'used', reason: 'checked-in' },
    ]);
  });

  it('is refused as used, with when and where', async () => {
    const { body: first } = await checkIn({ ...shown(), gate: 'B' }).expect(201);
    const { body } = await checkIn({ ...shown(), gate: 'C' }).expect(409);
    expect(body).toMatchObject({ result: 'used', at: first.at, gate: 'B', errors: [{ code: 'used' }] });
  });

  it('admits once, however many gates of two replicas ask at the same time', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [one] = (await buy(service, holder.id, what)) as [AdmissionFields];
      const answers = await Promise.all(
        Array.from({ length: GATES }, (_, nth) =>
          checkIn(
            { code: one.code, gate: `G${nth}` },
            { as: seller, app: nth % 2 ? service.otherApp : service.app },
          ),
        ),
      );
      const admitted = answers.filter(({ status }) => status === 201);
      expect(admitted).toHaveLength(1);
      const { at, gate } = admitted[0]!.body as { at: string; gate: string };
      for (const { status, body } of answers)
        if (status !== 201)
          expect({ status, ...body }).toMatchObject({ status: 409, result: 'used', at, gate });
      expect(await Admission.findById(one._id).lean()).toMatchObject({ status: 'used', version: 1 });
      expect(await CheckIn.countDocuments({ admissionId: one._id })).toBe(GATES);
    }
  });

  it('is one with the others of the same id, whatever happens meanwhile', async () => {
    const asked = { ...shown(), id: 'device-1-0001' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => checkIn(asked)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id} ${body.at}`)).size).toBe(1);
    const { body: refused } = await checkIn({ ...shown(), id: 'device-2-0001' }).expect(409);
    await request(service.app)
      .delete(`/api/check-ins/${answers[0]!.body.id}`)
      .set('Authorization', bearer({ id: seller }))
      .expect(204);
    expect((await checkIn({ ...shown(), id: 'device-2-0001' }).expect(409)).body).toEqual(refused);
    expect((await checkIn(asked).expect(201)).body.id).toBe(answers[0]!.body.id);
  });

  it('of an id of somebody else tells nothing', async () => {
    const id = newId();
    await checkIn({ ...shown(), id }).expect(201);
    const other = newId();
    const [theirs] = (await buy(service, holder.id, await sale(other))) as [AdmissionFields];
    const { body } = await checkIn({ code: theirs.code, id }, { as: other }).expect(409);
    expect(body.errors).toMatchObject([{ code: 'conflict' }]);
  });

  it('answers 404 to a code that isn’t signed, or of an admission that isn’t known', async () => {
    const other = admission.code!.endsWith('A') ? 'B' : 'A';
    const { body } = await checkIn({ code: admission.code!.slice(0, -1) + other }).expect(404);
    expect(body).toMatchObject({ result: 'unknown', errors: [{ code: 'unknown' }] });
    const code = service.codes.sign({ admissionId: newId(), doorId: what.showId!, version: 0 });
    await checkIn({ code }).expect(404);
    await checkIn({ code: 'nonsense' }).expect(404);
  });

  it('is refused as wrong_show at another door', async () => {
    const { showId } = await sale(seller);
    expect((await checkIn({ ...shown(), showId }).expect(409)).body).toMatchObject({ result: 'wrong_show' });
    await checkIn(shown()).expect(201);
  });

  it('is refused as too_early before the doors open, by no clock but the service’s', async () => {
    const early = await sale(seller, { doorsAt: '2031-05-04T17:00:00.000Z' });
    const [one] = (await buy(service, holder.id, early)) as [AdmissionFields];
    const asked = { code: one.code, at: '2031-05-04T17:30:00.000Z' };
    expect((await checkIn(asked).expect(409)).body).toMatchObject({ result: 'too_early' });
    service.clock.now = new Date('2031-05-04T17:00:00.000Z');
    await checkIn(asked).expect(201);
  });

  it('is refused as void with the code before a transfer', async () => {
    const old = admission.code!;
    const taker = await someone(service);
    const { body } = await request(service.app)
      .post(`/api/admissions/${admission._id}/transfer`)
      .set('Authorization', bearer(holder))
      .send({ email: taker.email })
      .expect(202);
    await request(service.app)
      .post(`/api/transfers/${body.id}/accept`)
      .set('Authorization', bearer(taker))
      .expect(200);
    expect((await checkIn({ code: old }).expect(409)).body).toMatchObject({ result: 'void' });
    await checkIn({ code: (await Admission.findById(admission._id).lean())!.code }).expect(201);
  });

  it('opens the door of a ticket without a show, too', async () => {
    const alone = await sale(seller, { show: false });
    const [one] = (await buy(service, holder.id, alone)) as [AdmissionFields];
    await checkIn({ code: one.code, showId: alone.ticketId }).expect(201);
  });

  it('answers 401 to those who aren’t staff of the door', async () => {
    await checkIn(shown(), { as: holder.id }).expect(401);
    expect(await Admission.findById(admission._id).lean()).toMatchObject({ status: 'valid' });
  });

  it('is for staff whose address is proven', async () => {
    const [proven, unproven] = await Promise.all([
      someone(service),
      someone(service, { emailVerified: false }),
    ]);
    for (const { id: userId } of [proven, unproven])
      await DoorStaff.create({
        _id: `${what.showId}:${userId}`,
        doorId: what.showId,
        userId,
        addedAt: new Date(),
      });
    const { body } = await checkIn(shown(), { as: unproven.id }).expect(403);
    expect(body.errors).toMatchObject([{ code: 'email_unverified' }]);
    await checkIn(shown(), { as: proven.id }).expect(201);
  });

  it.each([
    ['code', { code: '' }],
    ['code', { code: ['x'] }],
    ['gate', { gate: 'x'.repeat(51) }],
    ['at', { at: 'yesterday' }],
    ['showId', { showId: { $ne: null } }],
    ['id', { id: 'x'.repeat(65) }],
  ])('names %s in %j', async (field, wrong) => {
    const { body } = await checkIn({ ...shown(), ...wrong }).expect(400);
    expect(body.errors).toMatchObject([{ field }]);
  });

  describe('taken back', () => {
    const undo = (id: string, as = seller) =>
      request(service.app)
        .delete(`/api/check-ins/${id}`)
        .set('Authorization', bearer({ id: as }));

    it('lets in again, and stays in the history', async () => {
      const { body } = await checkIn({ ...shown(), gate: 'B' }).expect(201);
      await undo(body.id, holder.id).expect(404);
      await undo(body.id).expect(204);
      await undo(body.id).expect(204);
      await checkIn({ ...shown(), gate: 'C' }).expect(201);
      await undo(body.id).expect(204);
      expect(await Admission.findById(admission._id).lean()).toMatchObject({
        status: 'used',
        history: [
          { action: 'issued' },
          { action: 'checked-in', gate: 'B', byUserId: seller },
          { action: 'check-in-undone', gate: 'B', byUserId: seller },
          { action: 'checked-in', gate: 'C' },
        ],
      });
      expect(await published(service.outbox, 'audit:recorded')).toEqual([
        {
          action: 'check-in.undone',
          actor: seller,
          subject: holder.id,
          address: '127.0.0.1',
          before: { checkIn: body.id, admission: admission._id, door: expect.any(String) },
        },
      ]);
    });

    it('answers 404 to one that let nobody in', async () => {
      await checkIn(shown()).expect(201);
      const { body } = await checkIn(shown()).expect(409);
      await undo(body.id).expect(404);
      await undo(newId()).expect(404);
    });
  });

  describe('of devices that were offline', () => {
    const DEVICES = 3;
    const HOLDERS = Math.min(950, 60 * EFFORT);
    const DOUBLES = Math.min(50, 10 * EFFORT);
    const batch = (checkIns: object[], as = seller, app = service.app) =>
      request(app)
        .post('/api/check-ins/batch')
        .set('Authorization', bearer({ id: as }))
        .send({ checkIns });

    it('is merged: every scan is kept, each code admitted once, and doubles are listed', async () => {
      const admissions = await buy(service, holder.id, what, HOLDERS);
      const scans = [...admissions, ...admissions.slice(0, DOUBLES)].map(({ code }, nth) => ({
        code,
        id: `scan-${nth}`,
        gate: `G${nth % DEVICES}`,
        at: '2031-05-04T17:30:00Z',
      }));
      const perDevice = Array.from({ length: DEVICES }, (_, device) =>
        scans.filter((_scan, nth) => nth % DEVICES === device),
      );
      // The answer to one was lost, so it asks again.
      const sent = [...perDevice, perDevice[0]!];
      const answers = await Promise.all(
        sent.map((scansOfOne, nth) => batch(scansOfOne, seller, nth % 2 ? service.otherApp : service.app)),
      );
      const results = answers.map(({ body }) => body.results as { id: string; result: string }[]);
      expect(results[3]).toEqual(results[0]);
      const all = results.slice(0, DEVICES).flat();
      expect(all.filter(({ result }) => result === 'admitted')).toHaveLength(HOLDERS);
      expect(all.filter(({ result }) => result === 'used')).toHaveLength(DOUBLES);
      expect(await CheckIn.countDocuments({ doorId: what.showId, offline: true })).toBe(HOLDERS + DOUBLES);
      // Whoever shows a code again to a gate that asks is no double.
      await checkIn({ code: admissions[0]!.code }).expect(409);
      const { body: doubles } = await request(service.app)
        .get(`/api/door/${what.showId}/check-ins?result=used&offline=true&limit=100`)
        .set('Authorization', bearer({ id: seller }))
        .expect(200);
      expect(doubles).toHaveLength(DOUBLES);
      expect(doubles[0]).toMatchObject({ offline: true, deviceAt: '2031-05-04T17:30:00.000Z' });
    });

    it('admits none of many that are forged, altered, old or of another show', async () => {
      const admissions = await buy(service, holder.id, what, 20);
      const elsewhere = await buy(service, holder.id, await sale(seller), 20);
      const stranger = new Codes(generateKeyPairSync('ed25519').privateKey);
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
      const ones = [
        ({ _id: admissionId, doorId }: AdmissionFields) => stranger.sign({ admissionId, doorId, version: 0 }),
        ({ code = '' }: AdmissionFields) => {
          const at = randomInt(code.length);
          const other = alphabet[(alphabet.indexOf(code[at]!) + randomInt(1, 32)) % 32]!;
          return code.slice(0, at) + other + code.slice(at + 1);
        },
        ({ _id: admissionId, doorId }: AdmissionFields) =>
          service.codes.sign({ admissionId, doorId, version: 1 + randomInt(60_000) }),
        (_: AdmissionFields, nth: number) => elsewhere[nth % elsewhere.length]!.code!,
      ];
      for (let sent = 0; sent < EFFORT; sent += 1) {
        const shownToAll = Array.from({ length: CODES_OF_A_BATCH }, (_, nth) => ({
          code: ones[nth % ones.length]!(admissions[nth % admissions.length]!, nth),
          showId: what.showId,
        }));
        const { body } = await batch(shownToAll).expect(200);
        const results = (body.results as { result: string }[]).map(({ result }) => result);
        expect(results).toHaveLength(CODES_OF_A_BATCH);
        expect(new Set(results)).toEqual(new Set(['unknown', 'void', 'wrong_show']));
      }
      expect(await Admission.countDocuments({ sellerId: seller, status: 'used' })).toBe(0);
    });

    it('has a result for what is no code, and none for whom isn’t staff', async () => {
      const { body } = await batch([{ code: 'nonsense' }, shown()]).expect(200);
      expect(body.results).toMatchObject([{ result: 'unknown' }, { result: 'admitted' }]);
      await batch([{ code: 'nonsense' }, shown()], holder.id).expect(401);
    });
  });
});
