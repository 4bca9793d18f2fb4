import { randomUUID } from 'node:crypto';
import { Subjects } from '@ticketing/common/contracts';
import { isClosing } from '@ticketing/common/messaging';
import { connect, type Message } from 'node-nats-streaming';
import { describeEvent } from './describe-event';

export interface EventFeed {
  /** Events seen so far, by subject. */
  counts: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * Prints every event from now on. Subscribes for itself alone and leaves nothing behind on the broker.
 * @throws Error when the broker can't be reached.
 */
export async function followEvents(
  { url, clusterId }: { url: string; clusterId: string },
  print: (line: string) => void,
): Promise<EventFeed> {
  const client = connect(clusterId, `demo-${randomUUID()}`, { url, reconnect: false });
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', (error: Error | string) =>
      reject(
        new Error(`The broker at ${url} can't be reached: ${error instanceof Error ? error.message : error}`),
      ),
    );
  });
  const counts = new Map<string, number>();
  await Promise.all(
    Object.values(Subjects).map(
      (subject) =>
        new Promise<void>((resolve, reject) => {
          const subscription = client.subscribe(subject);
          subscription.once('ready', () => resolve());
          subscription.once('error', reject);
          subscription.on('message', (message: Message) => {
            if (isClosing(message)) return;
            counts.set(subject, (counts.get(subject) ?? 0) + 1);
            const data = JSON.parse(message.getData().toString()) as Record<string, unknown>;
            print(describeEvent(subject, data, new Date()));
          });
        }),
    ),
  );
  return {
    counts,
    close: () =>
      new Promise((resolve) => {
        client.once('close', () => resolve());
        client.close();
      }),
  };
}
