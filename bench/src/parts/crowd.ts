/** Does a task for each item, so many at a time, in order. */
export async function crowd<T>(
  items: Iterable<T>,
  atOnce: number,
  task: (item: T) => Promise<unknown>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await task(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** 0, 1, 2 … up to and without `count`. */
export function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}
