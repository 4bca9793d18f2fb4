/** Milliseconds to wait before attempt number `attempt` (from 0): doubling up to `maxMs`, jittered by ±25 %. */
export function backoffMs(attempt: number, random: number, baseMs = 1_000, maxMs = 30_000): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 16));
  return Math.round(full * (0.75 + 0.5 * random));
}
