import { createPublicKey, verify } from 'node:crypto';
import { parseAdmissionCode } from '@ticketing/common/admission-code';
import { bearer, queryPlans } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Admission } from '../models/admission';
import { buy, newId, sale, someone, published, type TestSale, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('a door', () => {
  const service = useTestService();
  let seller: { id: string };
  let holder: { id: string; email: string };
  let what: TestSale;

  beforeEach(async () => {
    [seller, holder] = await Promise.all([someone(service), someone(service, { name: '=HYPERLINK("x")' })]);
    what = await sale(seller.id);
  });

  const get = (path: string, as: { id: string } = seller) =>
    request(service.app).get(`/api/door/${what.showId}${path}`).set('Authorization', bearer(as));
  const checkIn = (code: string | undefined, gate: string) =>
    request(service.app)
      .post('/api/check-ins')
      .set('Authorization', bearer(seller))
      .send({ code, gate })
      .expect(201);

  it('gives its keys to anybody, by which a code is checked without it', async () => {
    const [one] = await buy(service, holder.id, what);
    const { body } = await request(service.app).get('/api/door/keys').expect(200);
    const { keyId, signed, signature } = parseAdmissionCode(one!.code!)!;
    const { key: x } = (body.keys as { id: string; key: string }[]).find(({ id }) => id === keyId)!;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, signed, key, signature)).toBe(true);
  });

  describe('when it is followed', () => {
    it('tells of all, and then of each change once', async () => {
      const admissions = await buy(service, holder.id, what, 3);
      const { body: first } = await get('').expect(200);
      expect(first).toMatchObject({ role: 'seller', more: false, show: { title: 'Requiem' } });
      expect(first.admissions).toHaveLength(3);
      await checkIn(admissions[1]!.code, 'B');
      await checkIn(admissions[2]!.code, 'A');
      const { body: next } = await get(`?after=${first.after}`).expect(200);
      expect(next.admissions).toMatchObject([
        { id: admissions[1]!._id, status: 'used', gate: 'B' },
        { id: admissions[2]!._id, status: 'used', gate: 'A' },
      ]);
      const gates = [
        { gate: 'A', used: 1 },
        { gate: 'B', used: 1 },
      ];
      expect(next.counts).toEqual({ valid: 1, used: 2, void: 0, gates });
      const { body: last } = await get(`?after=${next.after}`).expect(200);
      expect(last).toMatchObject({ admissions: [], after: next.after });
    });

    it('counts anew only once something has changed', async () => {
      const [one] = await buy(service, holder.id, what, 2);
      const aggregate = jest.spyOn(Admission, 'aggregate');
      const counts = async () => (await get('').expect(200)).body.counts as object;
      expect(await counts()).toMatchObject({ valid: 2, used: 0 });
      await Promise.all(Array.from({ length: 5 }, counts));
      expect(aggregate).toHaveBeenCalledTimes(1);
      await checkIn(one!.code, 'A');
      expect(await counts()).toMatchObject({ valid: 1, used: 1 });
      expect(aggregate).toHaveBeenCalledTimes(2);
      aggregate.mockRestore();
    });

    it('misses nothing that happens meanwhile', async () => {
      const buying = Promise.all(Array.from({ length: 20 }, () => buy(service, holder.id, what, 2)));
      const seen = new Set<string>();
      let done = false;
      void buying.then(() => (done = true));
      for (let after = '', last = false; !last;) {
        last = done;
        const { body } = await get(after && `?after=${after}`).expect(200);
        for (const { id } of body.admissions as { id: string }[]) {
          expect(seen.has(id)).toBe(false);
          seen.add(id);
        }
        after = body.after as string;
      }
      expect(seen.size).toBe(40);
    });

    it.each(['x', 'eA', '-1'])('names after in %s', async (after) => {
      const { body } = await get(`?after=${after}`).expect(400);
      expect(body.errors).toMatchObject([{ field: 'after' }]);
    });
  });

  it('is managed by its seller alone', async () => {
    const staff = await someone(service);
    const add = (as: { id: string }) =>
      request(service.app)
        .post(`/api/door/${what.showId}/staff`)
        .set('Authorization', bearer(as))
        .send({ email: staff.email });
    await add(staff).expect(401);
    await get('', staff).expect(401);
    expect((await add(seller).expect(201)).body).toMatchObject({ userId: staff.id, email: staff.email });
    // Whoever is there already is told nothing.
    await add(seller).expect(201);
    expect(await published(service.outbox, 'door:staff-added')).toMatchObject([
      { doorId: what.showId, showId: what.showId, title: 'Requiem', userId: staff.id },
    ]);
    expect((await get('', staff).expect(200)).body).toMatchObject({ role: 'staff' });
    for (const path of ['/staff', '/holders']) await get(path, staff).expect(401);
    expect((await get('/staff').expect(200)).body).toHaveLength(1);
    const doors = async (as: { id: string }) =>
      (await request(service.app).get('/api/door').set('Authorization', bearer(as)).expect(200)).body;
    expect(await doors(staff)).toMatchObject([{ id: what.showId, title: 'Requiem' }]);
    expect(await doors(seller)).toEqual([]);
    const remove = () =>
      request(service.app)
        .delete(`/api/door/${what.showId}/staff/${staff.id}`)
        .set('Authorization', bearer(seller));
    await remove().expect(204);
    await remove().expect(404);
    await get('', staff).expect(401);
    expect(await published(service.outbox, 'audit:recorded')).toMatchObject([
      { action: 'door-staff.added', actor: seller.id, subject: staff.id, after: { door: what.showId } },
      { action: 'door-staff.removed', actor: seller.id, subject: staff.id, before: { door: what.showId } },
    ]);
  });

  it('says that nobody has an account with an address', async () => {
    const { body } = await request(service.app)
      .post(`/api/door/${what.showId}/staff`)
      .set('Authorization', bearer(seller))
      .send({ email: 'nobody@example.com' })
      .expect(400);
    expect(body.errors).toMatchObject([{ field: 'email', code: 'no_account' }]);
  });

  it('lists its holders by pages, and finds them', async () => {
    await buy(service, holder.id, what, 3);
    const ada = await someone(service, { name: 'Ada (Lovelace)' });
    await buy(service, ada.id, what);
    const { body, headers } = await get('/holders?limit=3').expect(200);
    expect(body).toHaveLength(3);
    const [, next] = /<([^>]+)>/.exec(headers['link'] as string) ?? [];
    const rest = await request(service.app).get(next!).set('Authorization', bearer(seller)).expect(200);
    expect(rest.body).toHaveLength(1);
    const found = await get('/holders?q=ada%20(lov').expect(200);
    expect(found.body).toMatchObject([{ name: 'Ada (Lovelace)', email: ada.email, status: 'valid' }]);
  });

  it('lists its holders as a file that no spreadsheet runs', async () => {
    const [one] = await buy(service, holder.id, what);
    const { text, headers } = await get('/holders?format=csv').expect(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(text.split('\r\n')).toEqual([
      '"name","email","ticket","seat","status","admission","order"',
      `"'=HYPERLINK(""x"")","${holder.email}","Stalls","","valid","${one!._id}","${one!.orderId}"`,
      '',
    ]);
  });

  it('is none where there is no such show', async () => {
    what = { ...what, showId: newId() };
    for (const path of ['', '/holders', '/staff', '/check-ins']) await get(path).expect(404);
  });

  it('reads what it shows by its indexes', async () => {
    await buy(service, holder.id, what, 3);
    const { body } = await get('').expect(200);
    const plans = await queryPlans(mongoose.connection, async () => {
      for (const path of [`?after=${body.after}`, '/check-ins', '/staff']) await get(path).expect(200);
    });
    expect(plans.length).toBeGreaterThan(3);
    for (const { plan, sorted } of plans) {
      expect(plan).toMatch(/^(IXSCAN|IDHACK)/);
      expect(sorted).toBe(false);
    }
  });
});
