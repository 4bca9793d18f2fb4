import { round } from '../figure';

/**
 * What each process has spent per item, in milliseconds of processor time.
 * @param before and `after`: seconds by name, as `Rig.cpuSeconds` tells them
 */
export function costPerItem(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  items: number,
): Record<string, number> {
  const spent = Object.entries(after).map(([name, seconds]): [string, number] => [
    name,
    round(((seconds - (before[name] ?? 0)) * 1_000) / items),
  ]);
  return Object.fromEntries(spent);
}
