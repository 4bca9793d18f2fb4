/** Random values that come again under the same seed, so that a failure can be repeated. */
export class Random {
  constructor(private state: number) {}

  /** 0 up to, and not, 1. Source: mulberry32 by Tommy Ettinger, public domain. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** Hexadecimal digits. */
  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join('');
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }
}

/** Values that a field is rarely meant to have. */
export const oddValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  'x'.repeat(5_000),
  'a\r\nBcc: eve@example.com',
  '\u0000',
  '\ud800',
  '\u202egnp.exe',
  '{{7*7}}${7*7}<script>',
  '../../etc/passwd',
  'NaN',
  '2026-13-45T99:99:99Z',
  { $gt: '' },
  { $ne: null },
  { __proto__: null, constructor: { prototype: { admin: true } } },
  [],
  [[]],
  ['a'],
  {},
  JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown,
];

/** The seed of this run: `FUZZ_SEED`, else a new one, which a failing test names. */
export const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
/** How much is tried: 1 in the quick run, more in the long one. */
export const effort = Number(process.env['FUZZ_EFFORT'] ?? 1);
