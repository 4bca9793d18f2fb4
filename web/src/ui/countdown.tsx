import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useCountdown, announcement, formatRemaining, toUrgency } from '../lib/data/countdown';
import { usePoll } from '../lib/data/use-poll';

/** The time left in large figures; once it is over it asks for the outcome until that is known. */
export function Countdown({ expiresAt, onOver }: { expiresAt: string; onOver: () => void }): ReactNode {
  const left = useCountdown(expiresAt);
  const before = useRef(left);
  const [spoken, setSpoken] = useState('');
  const over = left <= 0;

  useEffect(() => {
    const text = announcement(before.current, left);
    before.current = left;
    if (text !== null) setSpoken(text);
  }, [left]);

  // The server ends an order within a few seconds of its time; usually the live connection is first to tell.
  usePoll(onOver, over ? 1_500 : null);

  return (
    <div>
      <p
        className={`timer ${toUrgency(left)}`}
        role="timer"
        aria-label="Time left to pay"
        data-testid="countdown"
      >
        {formatRemaining(left)}
      </p>
      <p className="hidden-text" aria-live="polite">
        {spoken}
      </p>
      {over && <p className="soft">The time is over. One moment…</p>}
    </div>
  );
}
