import { reminderAt } from './reminders';

const from = new Date('2026-01-01T12:00:00Z');
const after = (ms: number) => new Date(from.getTime() + ms);

describe('a reminder', () => {
  it('comes 5 minutes before the end of the usual window', () => {
    expect(reminderAt(from, after(15 * 60_000))).toEqual(after(10 * 60_000));
  });

  it('comes no earlier however long the window', () => {
    expect(reminderAt(from, after(3_600_000))).toEqual(after(55 * 60_000));
  });

  it('comes after two thirds of a short window', () => {
    expect(reminderAt(from, after(60_000))).toEqual(after(40_000));
  });

  it('does not come when there is no time to read it', () => {
    expect(reminderAt(from, after(9_999))).toBeUndefined();
    expect(reminderAt(from, after(-1))).toBeUndefined();
    expect(reminderAt(new Date(NaN), after(60_000))).toBeUndefined();
  });
});
