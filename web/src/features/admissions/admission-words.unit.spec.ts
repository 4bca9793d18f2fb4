import { describeAdmission } from './admission-words';

describe('an admission in words', () => {
  const show = null;
  const listing = { ticketId: 't1', price: 20, currency: 'usd' };

  it('is good while it is for sale, and not while somebody pays for it', () => {
    const listed = { status: 'valid', show, resale: { ...listing, status: 'listed' } } as const;
    expect(describeAdmission(listed)).toMatchObject({ label: 'Valid, for sale', tone: 'good' });
    const surrendered = { status: 'void', show, resale: { ...listing, status: 'surrendered' } } as const;
    expect(describeAdmission(surrendered)).toMatchObject({ label: 'Being bought', tone: 'wait' });
  });

  it('was sold, or given back', () => {
    const ended = { status: 'void', show, resale: null } as const;
    const history = (action: 'resold' | 'refunded') => [{ at: '2026-01-01T00:00:00Z', action }];
    expect(describeAdmission({ ...ended, history: history('resold') }).label).toBe('Sold');
    expect(describeAdmission({ ...ended, history: history('refunded') }).label).toBe('Void');
    expect(describeAdmission(ended).label).toBe('Void');
  });

  it('of a cancelled event promises the money to who paid, who may be another', () => {
    const { detail } = describeAdmission({
      status: 'void',
      show: { status: 'cancelled' } as never,
      resale: null,
    });
    expect(detail).toBe('The event is cancelled. The money goes back to who paid for it.');
  });
});
