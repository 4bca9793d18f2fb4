import { eraseStored } from '@ticketing/common/erasure';
import { useTestDatabase } from '@ticketing/common/testing';
import { personalData } from './personal-data';

const database = useTestDatabase();
const person = { id: 'gone', email: 'ada@example.com' };
const rows = (name: string) => database.connection.collection<{ _id: string }>(name);

describe('an erasure', () => {
  it('leaves nothing of the person in what others were told, live or not', async () => {
    const support = { kind: 'support', subject: 'Ticket with id: t created', text: 'Ada wrote: help' };
    await rows('notifications').insertMany([
      { _id: 'hers', userId: person.id, supportTicketId: 't', ...support },
      { _id: 'engineers', userId: 'engineer', supportTicketId: 't', ...support },
      { _id: 'of-another', userId: 'engineer', supportTicketId: 'u', kind: 'support', text: 'No seats' },
    ] as never[]);
    const told = { scope: 'user:engineer', event: 'notification' };
    await rows('feed').insertMany([
      { _id: 1, scope: 'user:engineer', event: 'support', data: { id: 't', title: 'Ada needs help' } },
      { _id: 2, ...told, data: { ...support, id: 'engineers', path: '/support/t' } },
      { _id: 3, scope: `user:${person.id}`, event: 'order', data: { title: 'Seen by Ada' } },
      { _id: 4, ...told, data: { id: 'of-another', text: 'No seats', path: '/support/u' } },
      { _id: 5, scope: 'user:engineer', event: 'support', data: { id: 'u', title: 'No seats' } },
    ] as never[]);

    await eraseStored(database.connection, person, personalData);

    const left = await Promise.all(['notifications', 'feed'].map((name) => rows(name).find().toArray()));
    expect(JSON.stringify(left)).not.toContain('Ada');
    expect(left.map((found) => found.length)).toEqual([2, 5]);
    expect(JSON.stringify(left).match(/No seats/g)).toHaveLength(3);
  });
});
