import mongoose from 'mongoose';
import { type NotificationUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { useTestService } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const service = useTestService();
const ticketId = new mongoose.Types.ObjectId().toHexString();
const told = (
  version: number,
  status: NotificationUpdatedEvent['data']['status'],
): NotificationUpdatedEvent['data'] => ({
  id: 'n1',
  version,
  ticketId,
  recipient: 'rita@example.com',
  channel: 'EMAIL',
  status,
  time: `2026-01-01T00:00:0${version}.000Z`,
});
const deliver = (data: NotificationUpdatedEvent['data'] | string) =>
  service.deliver(Subjects.NotificationUpdated, data);
const shown = async (staff = false) =>
  (await service.desk.models.notifications.of([ticketId], staff)).get(ticketId) ?? [];

it('keeps the newest status of each notification', async () => {
  expect(await deliver(told(0, 'ACCEPTED'))).toBe('acked');
  expect(await deliver(told(1, 'RETRYING'))).toBe('acked');
  expect(await deliver(told(2, 'PROCESSED'))).toBe('acked');
  expect(await shown()).toEqual([
    {
      id: 'n1',
      recipient: 'rita@example.com',
      channel: 'EMAIL',
      status: 'PROCESSED',
      time: '2026-01-01T00:00:02.000Z',
      audience: 'everyone',
    },
  ]);
});

it('is not set back by what is delivered again', async () => {
  await deliver(told(0, 'ACCEPTED'));
  await deliver(told(1, 'PROCESSED'));
  expect(await deliver(told(0, 'ACCEPTED'))).toBe('acked');
  expect(await deliver(told(1, 'PROCESSED'))).toBe('acked');
  expect(await shown()).toMatchObject([{ status: 'PROCESSED' }]);
});

it('waits for the version before', async () => {
  expect(await deliver(told(1, 'PROCESSED'))).toBe('parked');
  expect(await shown()).toEqual([]);
  await deliver(told(0, 'ACCEPTED'));
  await service.settled();
  expect(await shown()).toMatchObject([{ status: 'PROCESSED' }]);
});

it('shows customers none that is for staff', async () => {
  await deliver({ ...told(0, 'ACCEPTED'), audience: 'staff' });
  expect(await shown(false)).toEqual([]);
  expect(await shown(true)).toHaveLength(1);
});

it('dead-letters what is not what the subject promises', async () => {
  expect(await deliver('{"id":"n1"}')).toBe('dead-lettered');
});
