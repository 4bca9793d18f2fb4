import { existsSync, renameSync, rmSync } from 'node:fs';

/** Logs of earlier starts that are kept beside the present one, as `<file>.1` (the last) to `<file>.5`. */
const KEPT = 5;

/** Moves the log of the last start aside, so that each start begins an empty one. */
export function rotate(file: string): void {
  if (!existsSync(file)) return;
  rmSync(`${file}.${KEPT}`, { force: true });
  for (let n = KEPT - 1; n >= 1; n -= 1) {
    if (existsSync(`${file}.${n}`)) renameSync(`${file}.${n}`, `${file}.${n + 1}`);
  }
  renameSync(file, `${file}.1`);
}
