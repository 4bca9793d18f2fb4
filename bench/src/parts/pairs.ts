import type { Round } from '../figure';

/**
 * Measures ours and the reference right after each other, the one that begins changing from round to round, so that
 * a machine that grows slower or faster meanwhile favours neither.
 */
export async function pairs(
  rounds: number,
  ours: () => Promise<number>,
  reference: () => Promise<number>,
): Promise<Round[]> {
  const done: Round[] = [];
  for (let i = 0; i < rounds; i++) {
    if (i % 2) {
      const mine = await ours();
      done.push({ ours: mine, reference: await reference() });
    } else {
      const theirs = await reference();
      done.push({ ours: await ours(), reference: theirs });
    }
  }
  return done;
}
