import { useCallback, useRef } from 'react';
import { newIdempotencyKey } from '../api/client';
import { isUnsettled } from '../api/errors';

/**
 * Sends one wish of the user under one Idempotency-Key: when the answer got lost, the same wish is sent again under the
 * same key and happens once. Another wish, or a definite answer, begins anew.
 */
export function useIdempotentMutation(): <B, T>(
  body: B,
  send: (body: B, key: string) => Promise<T>,
) => Promise<T> {
  const open = useRef<{ wish: string; key: string } | null>(null);
  return useCallback(async (body, send) => {
    const wish = JSON.stringify(body);
    if (open.current?.wish !== wish) open.current = { wish, key: newIdempotencyKey() };
    try {
      const answer = await send(body, open.current.key);
      open.current = null;
      return answer;
    } catch (error) {
      if (!isUnsettled(error)) open.current = null;
      throw error;
    }
  }, []);
}
