import { channelsFor, checkChoices, withChoices } from './preferences';

describe('what a user hears of', () => {
  it('is all by mail and in the app until they choose', () => {
    expect(channelsFor({ choices: withChoices({}), addresses: {} }, 'order')).toEqual(['INBOX', 'EMAIL']);
  });

  it('is what they chose, where there is an address', () => {
    const choices = withChoices({ order: { EMAIL: false, SMS: true, SLACK: true } });
    expect(channelsFor({ choices, addresses: { SMS: '+14155550123' } }, 'order')).toEqual(['INBOX', 'SMS']);
  });

  it('is always by mail when it is essential, whatever is stored', () => {
    const choices = withChoices({ support: { EMAIL: false } });
    expect(channelsFor({ choices, addresses: {} }, 'support')).toEqual(['INBOX', 'EMAIL']);
  });
});

describe('a change of choices', () => {
  it('is taken as far as it goes', () => {
    expect(checkChoices({ ticket: { EMAIL: false }, order: {} })).toEqual({
      change: { ticket: { EMAIL: false }, order: {} },
    });
  });

  it.each([
    [null, 'preferences'],
    [[], 'preferences'],
    ['x', 'preferences'],
    [{ weather: {} }, 'preferences.weather'],
    [{ order: 1 }, 'preferences.order'],
    [{ order: { FAX: true } }, 'preferences.order.FAX'],
    [{ order: { EMAIL: 'no' } }, 'preferences.order.EMAIL'],
    [{ support: { EMAIL: false } }, 'preferences.support.EMAIL'],
  ])('is refused, naming the field: %j', (value, field) => {
    const checked = checkChoices(value);
    expect('faults' in checked && checked.faults.map((fault) => fault.field)).toEqual([field]);
  });

  it('names every fault at once', () => {
    const checked = checkChoices({ order: { FAX: 1, SMS: 2 }, weather: {} });
    expect('faults' in checked && checked.faults).toHaveLength(3);
  });
});
