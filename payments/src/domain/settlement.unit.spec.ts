import type { AttemptStatus } from './attempt-status';
import { ownRefusals } from './refusal';
import { decideSettlement, type IntentState, pendingUntil } from './settlement';

const now = new Date('2026-01-01T12:00:00Z');
const live = { orderLive: true, orderEnded: false, now };
const ended = { orderLive: false, orderEnded: true, now };
const declined = { code: 'card_declined', message: 'Your card was declined.' };
const intent = (status: IntentState['status'], extra: Partial<IntentState> = {}): IntentState => ({
  intentId: 'pi_1',
  status,
  refunded: false,
  ...extra,
});
const undecided: AttemptStatus[] = ['charging', 'unknown', 'requires_action'];
const until = new Date(now.getTime() + 60_000);

describe('settling an attempt', () => {
  it.each(undecided)(
    'records the money when Stripe has it, from %s, whatever became of the order',
    (status) => {
      expect(decideSettlement({ status }, intent('succeeded'), live)).toEqual({ kind: 'succeed' });
      expect(decideSettlement({ status }, intent('succeeded'), ended)).toEqual({ kind: 'succeed' });
    },
  );

  describe('when Stripe was never asked to charge', () => {
    it('asks now while the order waits', () => {
      expect(decideSettlement({ status: 'charging' }, intent('unconfirmed'), live).kind).toBe('confirm');
    });

    it('closes the payment when the order does not wait any more, so that it is never charged', () => {
      const late = { orderLive: false, orderEnded: false, now };
      for (const context of [ended, late]) {
        expect(decideSettlement({ status: 'unknown' }, intent('unconfirmed'), context)).toEqual({
          kind: 'cancel',
          refusal: ownRefusals.orderEnded,
        });
      }
    });
  });

  describe('when the card was refused', () => {
    const refused = intent('refused', { refusal: declined });

    it('records it at once while only we can try again', () => {
      expect(decideSettlement({ status: 'charging' }, refused, live)).toEqual({
        kind: 'refuse',
        refusal: declined,
      });
    });

    it('has Stripe close it first once the browser could try again', () => {
      const attempt = { status: 'requires_action', until } as const;
      expect(decideSettlement(attempt, refused, live)).toEqual({ kind: 'cancel', refusal: declined });
      expect(decideSettlement(attempt, intent('cancelled'), live, declined)).toEqual({
        kind: 'refuse',
        refusal: declined,
      });
    });
  });

  describe('while the bank asks', () => {
    const asking = intent('requires_action');

    it('records it once and then waits', () => {
      expect(decideSettlement({ status: 'charging' }, asking, live).kind).toBe('pend');
      expect(decideSettlement({ status: 'requires_action', until }, asking, live).kind).toBe('wait');
    });

    it('closes the payment when the time is over', () => {
      expect(decideSettlement({ status: 'requires_action', until: now }, asking, live)).toEqual({
        kind: 'cancel',
        refusal: ownRefusals.timedOut,
      });
    });

    it('closes the payment when the order was cancelled, and not because the clock is past its expiry', () => {
      const attempt = { status: 'requires_action', until } as const;
      expect(decideSettlement(attempt, asking, ended).kind).toBe('cancel');
      expect(decideSettlement(attempt, asking, { ...ended, orderEnded: false }).kind).toBe('wait');
    });
  });

  it('waits while Stripe is at it', () => {
    expect(decideSettlement({ status: 'unknown' }, intent('processing'), ended).kind).toBe('wait');
  });

  describe('when it was decided before', () => {
    it.each(['succeeded', 'refunding', 'refunded', 'refused'] as const)('leaves %s as it is', (status) => {
      for (const each of ['unconfirmed', 'processing', 'requires_action', 'refused', 'cancelled'] as const) {
        expect(decideSettlement({ status }, intent(each), live)).toEqual({ kind: 'none' });
      }
    });

    it('notes a refund that was made at Stripe', () => {
      const refunded = intent('succeeded', { refunded: true });
      expect(decideSettlement({ status: 'succeeded' }, refunded, live).kind).toBe('note-refund');
      expect(decideSettlement({ status: 'refunded' }, refunded, live).kind).toBe('none');
      expect(decideSettlement({ status: 'refunding' }, refunded, live).kind).toBe('none');
    });

    it('never keeps silent about money of an attempt that counts as refused', () => {
      expect(decideSettlement({ status: 'refused' }, intent('succeeded'), live).kind).toBe('stray');
    });
  });
});

describe('the time a bank is given', () => {
  it('is bounded by ten minutes', () => {
    expect(pendingUntil(now, 60)).toEqual(new Date('2026-01-01T12:01:00Z'));
    expect(pendingUntil(now, 86_400)).toEqual(new Date('2026-01-01T12:10:00Z'));
  });
});
