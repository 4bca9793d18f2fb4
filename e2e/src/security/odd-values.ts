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
