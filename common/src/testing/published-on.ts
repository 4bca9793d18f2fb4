import type { NatsWrapper } from '..';

/** What a service published through a mocked NATS wrapper on a subject, in order, without meta. */
export function publishedOn(nats: Pick<NatsWrapper, 'client'>, subject: string): Record<string, unknown>[] {
  const { calls } = (nats.client.publish as unknown as jest.Mock<void, [string, string]>).mock;
  return calls
    .filter(([on]) => on === subject)
    .map(([, wire]) => {
      const data = JSON.parse(wire) as Record<string, unknown>;
      delete data['meta'];
      return data;
    });
}
