import { bearer, expectOneFormOfIds, testUser } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import type { Broadcasts } from '../broadcasts/broadcasts';
import { BroadcastStore } from '../broadcasts/broadcast-store';
import type { Live } from '../live/live';
import { appOf } from '../testing/app-of';
import { testToken, toldToSupport, useSendingParts } from '../testing/sending-parts';
import { stored, storedDead } from '../testing/stored';
import { broadcastsRouter } from './broadcasts';
import { roomsRouter } from './rooms';

jest.mock('../nats-wrapper');

describe('ids', () => {
  const parts = useSendingParts();
  const admin = testUser({ role: 'admin' });
  const headers = { authorization: bearer(admin) };
  const ticketId = '665f1f77bcf86cd79943901a';

  it('in capitals name the same notification in every path', async () => {
    await parts.enrol(admin);
    const { collection } = parts.sending;
    const [one, redriven, discarded] = [
      await stored(collection),
      await storedDead(collection),
      await storedDead(collection),
    ];
    await expectOneFormOfIds(parts.app, {
      'get /api/notifications/{id}': { id: one._id, headers },
      'post /api/notifications/dead-letters/{id}/redrive': { id: redriven._id, headers },
      'delete /api/notifications/dead-letters/{id}': { id: discarded._id, headers },
    });
  });

  it('in capitals name the same room and broadcast', async () => {
    const heard: string[] = [];
    const note = (room: string) => {
      heard.push(room);
      return Promise.resolve(1);
    };
    const live = {
      presence: { count: note, has: async (room: string) => (await note(room)) === 1 },
      talk: { wait: () => Promise.resolve(0) },
      rooms: { say: async (_user: object, room: string) => ({ id: String(await note(room)) }) },
      nameOf: () => Promise.resolve('Ann'),
    } as unknown as Live;
    const { connection } = mongoose;
    const store = new BroadcastStore(connection);
    const row = await store.create({ message: 'Hello', audience: 'all', by: 'admin', total: 0, trail: {} });
    const app = appOf(roomsRouter(live), broadcastsRouter(connection, { store } as unknown as Broadcasts));
    await expectOneFormOfIds(app, {
      'get /api/notifications/rooms/{ticketId}': { id: ticketId },
      'post /api/notifications/rooms/{ticketId}/messages': { id: ticketId, headers, body: { text: 'Hi' } },
      'get /api/notifications/broadcasts/{jobId}': { id: row._id.toHexString(), headers },
    });
    expect(new Set(heard)).toEqual(new Set([ticketId]));
  });

  it('in capitals name the same support ticket and the same uuid in the mails of the help desk', async () => {
    const uuid = '9f3b7c52-1f0a-4c7e-9d5e-2b8f6a1c4de0';
    const send = (spelling: (id: string) => string) =>
      request(parts.internal)
        .post('/notifiServ/api/v1/notifications')
        .set('Authorization', `Bearer ${testToken}`)
        .send({
          subject: 'Ticket',
          content: 'Text',
          recepientEmails: 'ann@example.com',
          ticketId: spelling(ticketId),
          uuid: spelling(uuid),
        })
        .expect(202);
    const first = await send((id) => ` ${id.toUpperCase()} `.replace(/ (.*-.*) /, '$1'));
    expect(first.body.requestId).toBe(ticketId);
    expect((await send((id) => id)).body).toEqual(first.body);
    expect(await toldToSupport(parts.outbox)).toMatchObject([{ ticketId }]);
  });
});
