import { bearer } from '@ticketing/common/testing';
import request from 'supertest';
import type { AdmissionFields } from '../models/admission';
import { buy, newId, sale, someone, type TestSale, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('admissions', () => {
  const service = useTestService();
  let holder: { id: string; email: string };
  let what: TestSale;
  let admission: AdmissionFields;

  beforeEach(async () => {
    holder = await someone(service, { name: 'Ada' });
    what = await sale(newId(), { seats: ['A1', 'A2'] });
    [admission] = (await buy(service, holder.id, what, 2)) as [AdmissionFields];
  });

  const get = (path: string, as: { id: string } = holder) =>
    request(service.app).get(`/api/admissions${path}`).set('Authorization', bearer(as));

  it('are listed to their holder, those of one order or show if wanted', async () => {
    const { body } = await get('').expect(200);
    expect(body).toHaveLength(2);
    expect(body.map(({ seat }: { seat: string }) => seat).sort()).toEqual(['A1', 'A2']);
    expect(body[0]).toMatchObject({ showId: what.showId, status: 'valid', show: { title: 'Requiem' } });
    expect(body[0]).not.toHaveProperty('code');
    expect((await get(`?orderId=${admission.orderId}&limit=1`).expect(200)).body).toHaveLength(1);
    expect((await get(`?orderId=${newId()}`).expect(200)).body).toEqual([]);
    expect((await get(`?showId=${what.showId?.toUpperCase()}`).expect(200)).body).toHaveLength(2);
    expect((await get(`?showId=${newId()}`).expect(200)).body).toEqual([]);
    expect((await get('', { id: newId() }).expect(200)).body).toEqual([]);
  });

  it('are shown with code, QR, name and history', async () => {
    const { body } = await get(`/${admission._id}`).expect(200);
    expect(body).toMatchObject({
      id: admission._id,
      code: admission.code,
      name: 'Ada',
      seat: 'A1',
      qr: expect.stringContaining('<svg') as string,
      history: [{ action: 'issued' }],
    });
  });

  it('are printed, and put into a calendar', async () => {
    const pdf = await get(`/${admission._id}/pdf`).buffer(true).expect(200);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const ics = await get(`/${admission._id}/ics`).expect(200);
    expect(ics.headers['content-type']).toContain('text/calendar');
    expect(ics.text).toContain('DTSTART:20310504T180000Z');
  });

  it('to no show have no entry of a calendar', async () => {
    const [one] = await buy(service, holder.id, await sale(newId(), { show: false }));
    await get(`/${one!._id}/ics`).expect(404);
    await get(`/${one!._id}/pdf`).expect(200);
  });

  it('answer 404 to everybody else', async () => {
    for (const as of [{ id: newId() }, { id: what.sellerId }])
      for (const path of ['', '/pdf', '/ics']) await get(`/${admission._id}${path}`, as).expect(404);
    await request(service.app).get(`/api/admissions/${admission._id}`).expect(401);
  });
});
