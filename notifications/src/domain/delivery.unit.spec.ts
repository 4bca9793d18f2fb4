import { defaultBackoff } from './backoff';
import { decide, restingStatus } from './delivery';
import type { PushOutcome } from './push-outcome';

const now = new Date('2026-05-01T12:00:00Z');
const failed: PushOutcome = { kind: 'retry', code: '503', error: 'away', failsProvider: true };

describe('after a push', () => {
  it('is done when the provider took it', () => {
    expect(decide({ kind: 'accepted' }, 0, defaultBackoff, now, 0.5)).toEqual({ status: 'PROCESSED' });
  });

  it('is dead at once when the provider refused it for good', () => {
    const refused: PushOutcome = { kind: 'refused', code: '550', error: 'no such mailbox' };
    expect(decide(refused, 0, defaultBackoff, now, 0.5)).toEqual({ status: 'DEAD', reason: 'refused' });
  });

  it('is retried five times, then dead', () => {
    const statuses = [0, 1, 2, 3, 4, 5].map((tries) => decide(failed, tries, defaultBackoff, now, 0).status);
    expect(statuses).toEqual(['RETRYING', 'RETRYING', 'RETRYING', 'RETRYING', 'RETRYING', 'DEAD']);
  });

  it('waits longer after each failure, and as long as the provider asked', () => {
    const second = decide(failed, 1, { baseMs: 1_000, capMs: 60_000, retries: 5 }, now, 1);
    expect(second).toEqual({ status: 'RETRYING', dueAt: new Date(now.getTime() + 2_000) });
    const asked = decide({ ...failed, retryAfterMs: 30_000 }, 0, defaultBackoff, now, 0);
    expect(asked).toEqual({ status: 'RETRYING', dueAt: new Date(now.getTime() + 30_000) });
  });

  it('says why it was given up', () => {
    expect(decide(failed, 5, defaultBackoff, now, 0)).toEqual({
      status: 'DEAD',
      reason: 'retries exhausted',
    });
  });
});

describe('without a lease', () => {
  it('is as it was accepted until a push was answered', () => {
    expect(restingStatus(undefined)).toBe('ACCEPTED');
    expect(restingStatus(1)).toBe('RETRYING');
  });
});
