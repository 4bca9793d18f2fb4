import { type EventFeed, followEvents } from './events';
import { type DemoTarget, findTarget } from './options';
import { Story } from './story';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Tells a ticket's life on the running system.
 * @param args those of `npm run demo`
 * @returns the exit code: 0 when every step went as it should
 */
export async function run(args: readonly string[]): Promise<number> {
  let target: DemoTarget;
  let feed: EventFeed | undefined;
  try {
    target = findTarget(args);
    await reach(target.url);
    feed = target.nats && (await followEvents(target.nats, (line) => say(`      ${line}`)));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
  const begun = Date.now();
  const story = new Story(target, say);
  try {
    await story.tell();
  } catch (error) {
    process.stderr.write(`\nThe demo stopped at step ${story.done.length}: ${(error as Error).message}\n`);
    return 1;
  } finally {
    await feed?.close();
  }
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  say(`\nSummary: ${story.done.length} steps in ${seconds} s, all as they should.`);
  if (feed) {
    const total = [...feed.counts.values()].reduce((sum, count) => sum + count, 0);
    const bySubject = [...feed.counts].map(([subject, count]) => `${subject} ${count}`);
    say(`${total} events passed: ${bySubject.join(', ')}`);
  }
  return 0;
}

/** @throws Error that says what to do when nothing answers at `url`. */
async function reach(url: string): Promise<void> {
  try {
    await fetch(`${url}/api/users/currentuser`, { signal: AbortSignal.timeout(5000) });
  } catch (error) {
    throw new Error(`Nothing answers at ${url}. Start the system: npm start`, { cause: error });
  }
}
