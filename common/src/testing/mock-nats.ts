import type { NatsWrapper, OutgoingMessage } from '..';

/** A NATS wrapper for tests without a broker: every publish is acknowledged and can be looked at. */
export interface MockNatsWrapper extends Pick<
  NatsWrapper,
  'publish' | 'subscribe' | 'follow' | 'connect' | 'onConnect' | 'close'
> {
  client: { publish: jest.Mock<void, [string, string, (error?: Error) => void]> };
  isConnected: boolean;
}

/** The double for `src/__mocks__/nats-wrapper.ts`; `client.publish` is a `jest.fn` that calls its callback. */
export function mockNatsWrapper(): NatsWrapper & MockNatsWrapper {
  const client: MockNatsWrapper['client'] = {
    publish: jest.fn((_subject: string, _wire: string, callback: (error?: Error) => void) => callback()),
  };
  const wrapper: MockNatsWrapper = {
    client,
    isConnected: true,
    connect: jest.fn(() => Promise.resolve()),
    onConnect: jest.fn(),
    close: jest.fn(() => Promise.resolve()),
    subscribe: jest.fn(),
    follow: jest.fn(),
    publish: ({ subject, wire }: Pick<OutgoingMessage, 'subject' | 'wire'>) =>
      new Promise<void>((resolve, reject) => {
        client.publish(subject, wire, (error) => (error ? reject(error) : resolve()));
      }),
  };
  return wrapper as unknown as NatsWrapper & MockNatsWrapper;
}
