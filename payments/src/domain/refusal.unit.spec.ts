import { ownRefusals, toRefusal } from './refusal';

describe('the reason of a refusal', () => {
  it("is Stripe's own sentence for a card error, under the bank's code", () => {
    const reason = {
      type: 'card_error',
      code: 'card_declined',
      declineCode: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
    };
    expect(toRefusal(reason)).toEqual({
      code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
    });
  });

  it.each(['stolen_card', 'lost_card', 'fraudulent', 'pickup_card'])(
    'hides from the one who presents the card that the bank says %s',
    (declineCode) => {
      const told = toRefusal({
        type: 'card_error',
        code: 'card_declined',
        declineCode,
        message: `Your card is ${declineCode}.`,
      });
      expect(told).toEqual({ code: 'card_declined', message: 'Your card was declined.' });
    },
  );

  it('never repeats a message that was written for programmers', () => {
    const message = "No such payment_method: 'pm_123'; a similar object exists in live mode";
    const told = toRefusal({ type: 'invalid_request_error', code: 'resource_missing', message });
    expect(told).toEqual({
      code: 'resource_missing',
      message: 'This card can no longer be used. Enter it again.',
    });
    expect(toRefusal({ type: 'invalid_request_error', message }).message).not.toContain('pm_123');
  });

  it('has a sentence also when Stripe gives none', () => {
    expect(toRefusal({}).message).toMatch(/card/);
    expect(toRefusal({ type: 'card_error', code: 'amount_too_small' }).message).toMatch(/too small/);
  });

  it('says of our own refusals that nothing was charged', () => {
    for (const { message } of Object.values(ownRefusals)) expect(message).toMatch(/Nothing was charged/);
  });
});
