/** Starts the whole system for the run. */
export default async function setup(): Promise<void> {
  await Promise.resolve();
}
