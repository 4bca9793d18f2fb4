import type { Finding } from './finding';

/** Somebody in the line in front of a show, as it is stored. */
export interface QueueState {
  readonly userId: string;
  readonly lot: number;
  readonly joinedAt: Date;
  readonly number?: number;
  readonly admittedUntil?: Date;
}

/** Who came in the moment of the draw may stand on either side, and who came at once in either order. */
const SLACK_MS = 1_000;
/** Below so many the order of a draw may look like that of arrival. */
const ENOUGH_TO_TELL = 50;
/** Standard deviations of chance: one fair draw in two million looks less fair. */
const BOUND = 5;

/**
 * The line in front of a show: numbers without a gap, those of the opening minute by lot, later ones as they came, let through
 * in that order; and orders only of those who were.
 * @param drawAt who came until then is drawn by lot
 * @param buyers who has an order
 */
export function checkQueue(
  entries: readonly QueueState[],
  drawAt: Date,
  buyers: ReadonlySet<string>,
): Finding[] {
  const findings: Finding[] = [];
  const finding = (text: string) => findings.push({ invariant: 'I16', kind: 'line', text });
  const line = entries
    .filter(({ number }) => number !== undefined)
    .sort((one, other) => one.number! - other.number!);
  line.forEach(({ userId, number }, index) => {
    if (number !== index + 1) finding(`${userId} has number ${number} and is the ${index + 1}. in the line`);
  });
  const early = line.filter(({ joinedAt }) => joinedAt.getTime() <= drawAt.getTime() - SLACK_MS);
  const late = line.filter(({ joinedAt }) => joinedAt.getTime() > drawAt.getTime() + SLACK_MS);
  const lastDrawn = early.at(-1)?.number ?? 0;
  if (late.some(({ number }) => number! < lastDrawn))
    finding('somebody who came after the draw stands before one who was drawn');
  if (early.some(({ lot }, index) => index > 0 && early[index - 1]!.lot > lot))
    finding('the line of the opening minute is not that of the lots');
  const cameBefore = (one: QueueState, other: QueueState) =>
    one.joinedAt.getTime() < other.joinedAt.getTime() - SLACK_MS;
  if (late.some((one, index) => index > 0 && cameBefore(one, late[index - 1]!)))
    finding('who came after the draw does not stand in the order of arrival');
  const gain = correlation(early.map(({ joinedAt }) => joinedAt.getTime()));
  if (early.length >= ENOUGH_TO_TELL && Math.abs(gain) > BOUND / Math.sqrt(early.length - 1))
    finding(`the draw follows the order of arrival by ${gain.toFixed(3)}`);
  const firstToWait = line.findIndex(({ admittedUntil }) => !admittedUntil);
  const overtaking = firstToWait < 0 ? undefined : line.slice(firstToWait).find((one) => one.admittedUntil);
  if (overtaking)
    finding(`number ${overtaking.number} was let through before number ${line[firstToWait]!.number}`);
  const admitted = new Set(entries.filter((one) => one.admittedUntil).map(({ userId }) => userId));
  for (const userId of buyers)
    if (!admitted.has(userId)) finding(`${userId} has an order and was not let through`);
  return findings;
}

/** How far values grow with their position, by rank, from -1 to 1 (Spearman). */
function correlation(values: readonly number[]): number {
  const ranked = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const squares = ranked.reduce((sum, { index }, rank) => sum + (index - rank) ** 2, 0);
  const count = values.length;
  return count < 2 ? 0 : 1 - (6 * squares) / (count * (count ** 2 - 1));
}
