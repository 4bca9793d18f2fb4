import { useState } from 'react';
import { errorMessage } from '../api/errors';

/** Something that is done when asked for, once at a time. */
export interface Action<P> {
  /** Whether it is under way. */
  pending: boolean;
  /** Why it failed the last time. */
  problem: P | null;
  /** Does it, unless it is under way. Never rejects. */
  run: (work: () => Promise<void>) => Promise<void>;
}

/** @param explain what is shown of an error, if anything; its message, if not given */
export function useAction(): Action<string>;
export function useAction<P>(explain: (error: unknown) => P | null): Action<P>;
export function useAction(explain: (error: unknown) => unknown = errorMessage): Action<unknown> {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setPending(false);
    }
  };
  return { pending, problem, run };
}
