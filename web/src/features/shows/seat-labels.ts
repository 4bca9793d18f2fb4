/** The most seats that a ticket has, and characters of a label. */
export const MAX_SEATS = 10_000;
const MAX_LABEL = 16;

/**
 * Labels of seats from what a seller typed: `A1-A12, B1-B10, Box`.
 *
 * @returns null when a part is no label or range, a label comes twice, or there are too many
 */
export function parseSeats(typed: string): string[] | null {
  const seats: string[] = [];
  for (const part of typed.split(/[,\n]/).map((each) => each.trim())) {
    if (part === '') continue;
    const [, row = '', first, row2, last] =
      /^(.*?)(\d+)\s*[-–]\s*(\D*?)(\d+)$/.exec(part) ?? ([] as undefined[]);
    if (first === undefined || last === undefined || (row2 !== '' && row2 !== row)) {
      seats.push(part);
      continue;
    }
    const [low, high] = [Number(first), Number(last)];
    if (high < low || high - low >= MAX_SEATS) return null;
    for (let seat = low; seat <= high; seat += 1) seats.push(`${row}${seat}`);
    if (seats.length > MAX_SEATS) return null;
  }
  const fits = seats.every((seat) => seat.length <= MAX_LABEL) && new Set(seats).size === seats.length;
  return fits && seats.length <= MAX_SEATS ? seats : null;
}

/** Labels of seats as a seller types them: those that follow each other in a row as a range. */
export function formatSeats(seats: readonly string[]): string {
  const parts: (string | { row: string; first: number; last: number })[] = [];
  for (const seat of seats) {
    const [, row = '', digits] = /^(\D*)(0|[1-9]\d*)$/.exec(seat) ?? [];
    const before = parts.at(-1);
    if (digits === undefined) parts.push(seat);
    else if (typeof before === 'object' && before.row === row && before.last + 1 === Number(digits))
      before.last += 1;
    else parts.push({ row, first: Number(digits), last: Number(digits) });
  }
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const { row, first, last } = part;
      return first === last ? `${row}${first}` : `${row}${first}-${row}${last}`;
    })
    .join(', ');
}

export interface SeatRow {
  /** What the labels of the row begin with; empty for those that have no number. */
  name: string;
  seats: string[];
}

/** Seats by rows, in the order in which they are listed: `A1` and `A2` are in row A. */
export function toRows(seats: readonly string[]): SeatRow[] {
  const rows = new Map<string, string[]>();
  for (const seat of seats) {
    const name = /^(.*?)[\s-]*\d+$/.exec(seat)?.[1] ?? '';
    const row = rows.get(name);
    if (row) row.push(seat);
    else rows.set(name, [seat]);
  }
  return [...rows].map(([name, row]) => ({ name, seats: row }));
}
