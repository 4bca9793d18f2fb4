// What else tests the system, run on this one.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../prepare.mjs';
import { adminAccount, assert } from '../common.mjs';
import { forwarded } from '../forward.mjs';
import { secret, setting } from '../kubectl.mjs';

/** Resolves with the exit code and all that was said. */
function runNode(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, env: { ...process.env, ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('close', (code) => resolve({ code, said: said.trim() }));
  });
}
const tail = (text, lines) => text.split('\n').slice(-lines).join('\n');

export async function demo({ base }) {
  const { code, said } = await runNode([join(projectRoot, 'infra', 'demo.mjs'), '--url', base]);
  assert(code === 0, tail(said, 12));
  return tail(said, 1);
}

/** Specs that reach the system by its ingress alone; the others start and kill replicas of their own on this machine. */
const specs = 'e2e/src/(life-of-a-ticket|support|races)';
/** Stops a process of the local runner. */
const localOnly = 'while notifications is stopped';

/** The end-to-end suite through the ingress; the inbox and a look into orders' database by forwarded ports. */
export async function e2e({ base, rounds }) {
  const admin = adminAccount();
  const folder = mkdtempSync(join(tmpdir(), 'ticketing-cluster-'));
  const report = join(folder, 'report.json');
  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, secret('internal-ca', 'ca.crt'));
  const user = `orders:${secret('mongo-orders', 'password')}`;
  try {
    const { said } = await forwarded('service/inbox', 8025, (inbox) =>
      forwarded('pod/mongo-0', 27017, (mongo) =>
        runNode(
          [
            join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js'),
            ...['--selectProjects=e2e', '--runInBand', `--testPathPatterns=${specs}`],
            ...[`--testNamePattern=^(?!.*${localOnly})`, '--json', `--outputFile=${report}`],
          ],
          {
            TEST_BASE_URL: base,
            TEST_INBOX_URL: `http://127.0.0.1:${inbox}`,
            TEST_ADMIN_EMAIL: admin.email,
            TEST_ADMIN_PASSWORD: admin.password,
            TEST_EXPIRATION_WINDOW_SECONDS: setting('orders', 'EXPIRATION_WINDOW_SECONDS'),
            TEST_MONGO_URI: `mongodb://${user}@localhost:${mongo}/?directConnection=true&authSource=orders&tls=true&tlsCAFile=${caFile}`,
            RACE_ROUNDS: String(rounds),
          },
        ),
      ),
    );
    const { numPassedTests, numFailedTests, numTotalTestSuites, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const failures = testResults.flatMap(({ message }) => (message ? [tail(message.trim(), 60)] : []));
    assert(numFailedTests === 0 && failures.length === 0, failures.join('\n') || tail(said, 40));
    assert(numPassedTests > 0, 'no spec ran');
    return `${numPassedTests} tests of ${numTotalTestSuites} files through the ingress`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
