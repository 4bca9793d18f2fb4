/** A reminder comes this long before the end, at the most, in ms. */
const longestNotice = 5 * 60_000;
/** A window shorter than this, in ms, is over before a reminder would be read. */
const shortestWindow = 10_000;

/**
 * When to remind of an end: after two thirds of the window, at most 5 minutes before it.
 *
 * @param from when the window began, or was last moved
 * @returns undefined when the window is too short for one
 */
export function reminderAt(from: Date, expiresAt: Date): Date | undefined {
  const window = expiresAt.getTime() - from.getTime();
  if (!(window >= shortestWindow)) return undefined;
  return new Date(expiresAt.getTime() - Math.min(longestNotice, window / 3));
}
