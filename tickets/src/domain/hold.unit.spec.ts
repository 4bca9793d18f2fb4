import { type Hold, holdingOrder } from './hold';

const hold = (orderId: string, state: Hold['state'], sequence: number): Hold => ({
  orderId,
  state,
  sequence,
});

describe('holdingOrder', () => {
  it('leaves a ticket without orders open', () => {
    expect(holdingOrder(null, [])).toEqual({ orderId: null, status: 'open' });
  });

  it('reserves an open ticket for its first order', () => {
    expect(holdingOrder(null, [hold('a', 'live', 1)])).toEqual({ orderId: 'a', status: 'reserved' });
  });

  describe('when an order holds the ticket', () => {
    it('keeps it against an order that came later', () => {
      expect(holdingOrder('a', [hold('a', 'live', 1), hold('b', 'live', 2)])).toEqual({
        orderId: 'a',
        status: 'reserved',
      });
    });

    it('keeps it against an order that was counted earlier', () => {
      expect(holdingOrder('b', [hold('a', 'live', 1), hold('b', 'live', 2)])).toEqual({
        orderId: 'b',
        status: 'reserved',
      });
    });

    it('sells it when it is complete', () => {
      expect(holdingOrder('a', [hold('a', 'complete', 1)])).toEqual({ orderId: 'a', status: 'sold' });
    });

    it('frees it when it ends', () => {
      expect(holdingOrder('a', [hold('a', 'ended', 1)])).toEqual({ orderId: null, status: 'open' });
    });

    it('keeps it when another order ends', () => {
      expect(holdingOrder('b', [hold('a', 'ended', 1), hold('b', 'live', 2)])).toEqual({
        orderId: 'b',
        status: 'reserved',
      });
    });
  });

  describe('when the holder has ended and others wait', () => {
    it('passes it to the one applied first', () => {
      const holds = [hold('c', 'live', 3), hold('a', 'ended', 1), hold('b', 'live', 2)];
      expect(holdingOrder('a', holds)).toEqual({ orderId: 'b', status: 'reserved' });
    });

    it('passes it on as sold when that one is paid already', () => {
      expect(holdingOrder('a', [hold('a', 'ended', 1), hold('b', 'complete', 2)])).toEqual({
        orderId: 'b',
        status: 'sold',
      });
    });
  });
});
