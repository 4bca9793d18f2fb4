import { maySee, refunderRole } from './refund-rights';

const parties = { userId: 'buyer', sellerId: 'seller' };

describe('who may refund a payment', () => {
  it('is an admin and the seller of the ticket, and nobody else', () => {
    expect(refunderRole({ id: 'boss', role: 'admin' }, parties)).toBe('admin');
    expect(refunderRole({ id: 'seller', role: 'customer' }, parties)).toBe('seller');
    expect(refunderRole({ id: 'buyer', role: 'customer' }, parties)).toBeUndefined();
    expect(refunderRole({ id: 'other', role: 'engineer' }, parties)).toBeUndefined();
  });

  it('is nobody but an admin while the seller is not known', () => {
    expect(refunderRole({ id: 'seller', role: 'customer' }, { userId: 'buyer' })).toBeUndefined();
    expect(refunderRole({ id: 'boss', role: 'admin' }, { userId: 'buyer' })).toBe('admin');
  });
});

describe('who may see a payment', () => {
  it('is its buyer, the seller and an admin', () => {
    expect(maySee({ id: 'buyer', role: 'customer' }, parties)).toBe(true);
    expect(maySee({ id: 'seller', role: 'customer' }, parties)).toBe(true);
    expect(maySee({ id: 'boss', role: 'admin' }, parties)).toBe(true);
    expect(maySee({ id: 'other', role: 'customer' }, parties)).toBe(false);
  });
});
