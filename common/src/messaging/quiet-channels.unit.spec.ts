import type { Stan } from 'node-nats-streaming';
import { setClock } from '../testing';
import { type LastMessage, QuietChannels } from './quiet-channels';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a quiet channel', () => {
  afterEach(() => jest.useRealTimers());

  it('has a message younger than the broker keeps them, and one a month at the most', async () => {
    setClock(0);
    const messages: LastMessage[] = [];
    const publish = ({ wire }: { wire: string }): Promise<void> => {
      const now = new Date();
      messages.push({ getRawData: () => Buffer.from(wire), getTimestamp: () => now });
      return Promise.resolve();
    };
    const channels = new QuietChannels({
      nats: { isConnected: true, client: {} as Stan, publish },
      subjects: ['order:created'],
      readLast: () => Promise.resolve(messages.at(-1)),
    });
    await channels.look();
    expect(messages).toEqual([]);
    await publish({ wire: JSON.stringify({ id: 'a', version: 3, userEmail: 'ada@example.com' }) });
    for (let passed = 0; passed < 730 * DAY_MS; passed += 6 * HOUR_MS) {
      jest.setSystemTime(passed);
      await channels.look();
      expect(Date.now() - messages.at(-1)!.getTimestamp().getTime()).toBeLessThan(31 * DAY_MS);
    }
    expect(messages.length - 1).toBeLessThanOrEqual(730 / 30);
    for (const message of messages.slice(1))
      expect(JSON.parse(message.getRawData().toString())).toEqual({
        id: 'a',
        version: 3,
        meta: { ...anyMeta, closing: true },
      });
  });
});

const text = expect.any(String) as string;
const anyMeta = { id: text, time: text, correlationId: text };
