import { once } from 'node:events';
import { relative } from 'node:path';
import { demoAccounts, Shop } from '../demo/shop';
import { describeSystem } from './describe';
import { parseOptions, type RunOptions, UsageError } from '../../scripts/start-options.cjs';
import { type RunningSystem, startSystem } from './system';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

class Interruption extends Error {}

/**
 * Runs the system until a signal ends it.
 * @param options those of `npm start`
 * @returns the exit code
 */
export async function run(options: RunOptions): Promise<number> {
  const asked = new AbortController();
  let system: RunningSystem | undefined;
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals === 1) {
      say('\nStopping: services first, then servers. Once more kills them.');
      asked.abort(new Interruption());
      return;
    }
    say('Killing everything.');
    system?.kill();
    // Where nothing is known to be killed yet, the watchdog sees to it.
    process.exit(1);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);

  try {
    system = await startSystem(options, (line) => say(`  ${line}`), asked.signal);
  } catch (error) {
    if (error instanceof Interruption) return stopped();
    process.stderr.write(
      `${error instanceof UsageError ? error.message : `\n${(error as Error).message}`}\n`,
    );
    return 1;
  }
  if (!asked.signal.aborted) {
    if (options.demoData) await fillShop(system);
    describeSystem(system, (file) => relative(process.cwd(), file)).forEach(say);
    await once(asked.signal, 'abort');
  }
  await system.stop();
  return stopped();
}

/** The system runs, filled or not. */
async function fillShop({ state, secrets }: RunningSystem): Promise<void> {
  const admin = { email: secrets.adminEmail, password: secrets.adminPassword };
  const shop = new Shop({ url: state.baseUrl, inboxUrl: state.inboxUrl, admin });
  try {
    say('  the demo shop is filled');
    const isNew = await shop.fill();
    say(
      isNew ? '\nThe demo shop, all with the password of the admin:' : '\nThe demo shop was filled before:',
    );
    for (const { email, does } of Object.values(demoAccounts)) say(`  ${email.padEnd(20)} ${does}`);
  } catch (error) {
    say(`\nThe demo shop is not complete: ${(error as Error).message}`);
  }
}

function stopped(): number {
  say('Stopped.');
  return 0;
}

if (require.main === module) {
  void run(parseOptions(process.argv.slice(2))).then((code) => process.exit(code));
}
