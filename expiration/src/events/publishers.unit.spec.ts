import { Subjects } from '@ticketing/common/contracts';
import { natsWrapper } from '../nats-wrapper';
import { newId } from '../testing/orders';
import { ExpirationCompletePublisher } from './publishers';

jest.mock('../nats-wrapper');

const publish = natsWrapper.client.publish as unknown as jest.Mock<
  void,
  [string, string, (error?: Error) => void]
>;
beforeEach(() => publish.mockClear());

describe('the publisher of expiration:complete', () => {
  it('tells the order, and resolves on the acknowledgement', async () => {
    const orderId = newId();
    await new ExpirationCompletePublisher(natsWrapper).publish({ orderId });
    const [subject, wire] = publish.mock.calls[0]!;
    expect(subject).toBe(Subjects.ExpirationComplete);
    expect(JSON.parse(wire)).toEqual({ orderId, meta: expect.objectContaining({ id: expect.any(String) }) });
  });

  it('rejects when the broker does not take it', async () => {
    publish.mockImplementationOnce((_subject, _wire, callback) =>
      callback(new Error('stan: publish ack timeout')),
    );
    await expect(new ExpirationCompletePublisher(natsWrapper).publish({ orderId: newId() })).rejects.toThrow(
      'timeout',
    );
  });

  it('publishes nothing that is against the schema', async () => {
    await expect(new ExpirationCompletePublisher(natsWrapper).publish({ orderId: '' })).rejects.toThrow(
      'orderId',
    );
    expect(publish).not.toHaveBeenCalled();
  });
});
