import { describePosition, describeWait, isLiveEntry } from './waiting-words';

describe('a place in a waiting list, in words', () => {
  it('says where one stands, and for how many', () => {
    expect(describePosition({ position: 1, quantity: 1 })).toBe('You are next in line.');
    expect(describePosition({ position: 12, quantity: 2 })).toBe(
      'You are number 12 in line for 2 places together.',
    );
  });

  it('says why one waits, or waits no longer', () => {
    expect(describeWait({ status: 'waiting', why: 'none-free' })).toBe('Nothing is free yet.');
    expect(describeWait({ status: 'passed', why: 'ran-out' })).toContain('ran out');
    expect(describeWait({ status: 'left' })).toBe('You left the waiting list.');
    expect(describeWait({ status: 'taken' })).toBe('');
  });

  it('is live while one waits or is asked', () => {
    expect(
      (['waiting', 'offered', 'taken', 'passed', 'left'] as const).map((status) => isLiveEntry({ status })),
    ).toEqual([true, true, false, false, false]);
    expect(isLiveEntry(undefined)).toBe(false);
  });
});
