import {
  type AttemptStatus,
  attemptStatuses,
  blocksOthers,
  canMove,
  isUndecided,
  publicStatus,
} from './attempt-status';

const undecided: AttemptStatus[] = ['created', 'charging', 'unknown', 'requires_action'];
const paid: AttemptStatus[] = ['succeeded', 'refunding', 'refunded'];

describe('the status of an attempt', () => {
  it('is undecided exactly until Stripe has said yes or no', () => {
    expect(attemptStatuses.filter(isUndecided)).toEqual(undecided);
  });

  it('ends with refunded', () => {
    expect(attemptStatuses.filter((to) => canMove('refunded', to))).toEqual([]);
  });

  it('leaves refused only to give back money that turned up nevertheless', () => {
    expect(attemptStatuses.filter((to) => canMove('refused', to))).toEqual(['refunding']);
  });

  it('never goes back from taken money to anything but a refund', () => {
    for (const from of paid) {
      const next = attemptStatuses.filter((to) => canMove(from, to));
      expect(next.every((to) => to === 'refunding' || to === 'refunded')).toBe(true);
    }
  });

  it('can become succeeded only after Stripe was asked to charge', () => {
    const sources = attemptStatuses.filter((from) => canMove(from, 'succeeded'));
    expect(sources).toEqual(['charging', 'unknown', 'requires_action']);
  });

  it('lets another attempt begin only after a refusal', () => {
    expect(attemptStatuses.filter((status) => !blocksOthers(status))).toEqual(['refused']);
  });

  it('is shown as processing while Stripe is being asked', () => {
    expect(undecided.map(publicStatus)).toEqual([
      'processing',
      'processing',
      'processing',
      'requires_action',
    ]);
    expect(publicStatus('refused')).toBe('refused');
    expect(paid.map(publicStatus)).toEqual(paid);
  });
});
