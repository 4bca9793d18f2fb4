import { orderNumber, parseOrderNumber } from './order-number';

describe('the number of an order', () => {
  it('is the end of its id, in groups', () => {
    expect(orderNumber('6b0d3d17fa8cd570edf365a6')).toBe('EDF3-65A6');
  });

  it('is understood however it is typed', () => {
    for (const typed of ['EDF3-65A6', 'edf365a6', ' EDF3 65a6 '])
      expect(parseOrderNumber(typed)).toBe('edf365a6');
    for (const typed of ['', 'EDF3-65A', 'EDF3-65AG', '6b0d3d17fa8cd570edf365a6'])
      expect(parseOrderNumber(typed)).toBeUndefined();
  });
});
