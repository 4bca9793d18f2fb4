import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from './faults';
import { findUuid } from './find-uuid';
import { channels, MessageStore } from './message-store';

const mail = (subject: string, to = 'a@example.com', uuid?: string) => ({
  channel: 'email' as const,
  from: 'x@example.com',
  to: [to],
  subject,
  text: '',
  uuid,
});

describe('the store of messages', () => {
  it('keeps the last ones only, newest first', () => {
    const store = new MessageStore(3);
    for (let n = 1; n <= 5; n += 1) store.add(mail(String(n)));
    expect(store.list({}, 10).map(({ subject }) => subject)).toEqual(['5', '4', '3']);
    expect(store.stats().accepted.email).toBe(5);
  });

  it('has its messages again after a restart, but for a line that was cut off', () => {
    const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
    const file = join(folder, 'messages.jsonl');
    try {
      const before = new MessageStore(2, file);
      for (let n = 1; n <= 3; n += 1) before.add(mail(String(n)));
      appendFileSync(file, '{"id":4,"chan');
      const after = new MessageStore(2, file);
      expect(after.list({}, 10).map(({ id, subject }) => [id, subject])).toEqual([
        [3, '3'],
        [2, '2'],
      ]);
      expect(after.add(mail('4')).id).toBe(4);
      expect(new MessageStore(2, file).newestId).toBe(4);
      after.clear();
      expect(new MessageStore(2, file).list({}, 10)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is paged by the id of the last one seen', () => {
    const store = new MessageStore();
    for (let n = 1; n <= 5; n += 1) store.add(mail(String(n)));
    const first = store.list({}, 2);
    expect(first.map(({ id }) => id)).toEqual([5, 4]);
    expect(store.list({}, 2, 4).map(({ id }) => id)).toEqual([3, 2]);
  });

  it('is searched by channel, receiver, subject and uuid', () => {
    const store = new MessageStore();
    store.add(mail('Ticket with id: 1 created', 'Ann@example.com', 'u-1'));
    store.add({ ...mail('', '+15550100'), channel: 'sms' });
    const count = (filter: object): number => store.list(filter, 10).length;
    expect(count({ channel: 'sms' })).toBe(1);
    expect(count({ to: 'ann@example.com' })).toBe(1);
    expect(count({ to: 'ann' })).toBe(0);
    expect(count({ subject: 'created' })).toBe(1);
    expect(count({ uuid: 'u-1' })).toBe(1);
    expect(count({ uuid: 'u-2' })).toBe(0);
  });

  it('counts what was accepted more than once', () => {
    const store = new MessageStore(1);
    for (const uuid of ['a', 'b', 'a', 'a', undefined]) store.add(mail('', 'x', uuid));
    expect(store.stats()).toEqual({
      accepted: { ...Object.fromEntries(channels.map((channel) => [channel, 0])), email: 5 },
      uuids: 2,
      duplicates: 2,
      duplicated: { a: 3 },
    });
    store.clear();
    expect(store.stats()).toMatchObject({ accepted: { email: 0 }, uuids: 0, duplicates: 0 });
  });
});

describe('ordered faults', () => {
  it('are met in order, each as often as ordered, by their channel only', () => {
    const faults = new Faults();
    faults.add({ channel: 'sms', kind: '400', times: 1 });
    faults.add({ channel: 'email', kind: '429', times: 2 });
    faults.add({ channel: 'email', kind: 'hang', times: 1 });
    const met = [1, 2, 3, 4].map(() => faults.take('email', ['ann@example.com'])?.kind);
    expect(met).toEqual(['429', '429', 'hang', undefined]);
    expect(faults.list()).toEqual([{ channel: 'sms', kind: '400', times: 1 }]);
    faults.clear();
    expect(faults.take('sms', ['+15550101'])).toBeUndefined();
  });
});

describe('a fault for one receiver', () => {
  it('is met by messages to them only, whatever else is sent meanwhile', () => {
    const faults = new Faults();
    faults.add({ channel: 'email', kind: '400', times: 1, to: 'ann@example.com' });
    faults.add({ channel: 'email', kind: '503', times: 1 });
    expect(faults.take('email', ['ben@example.com'])?.kind).toBe('503');
    expect(faults.take('email', ['ben@example.com'])).toBeUndefined();
    expect(faults.take('email', ['ben@example.com', 'ann@example.com'])?.kind).toBe('400');
    expect(faults.take('email', ['ann@example.com'])).toBeUndefined();
  });
});

describe('findUuid', () => {
  const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

  it('takes the first that holds one', () => {
    expect(
      findUuid(
        undefined,
        'none',
        `<${uuid.toUpperCase()}@example.com>`,
        '11111111-1111-4111-8111-111111111111',
      ),
    ).toBe(uuid);
  });

  it('finds none where there is none', () => {
    expect(findUuid(undefined, 7, '1234')).toBeUndefined();
  });
});
