import { spawn } from 'node:child_process';
import { namespace } from './kubectl.mjs';

/**
 * Makes a port of a Service or pod reachable here, for as long as `work` runs.
 * @param resource such as service/inbox
 * @param work is given the local port
 */
export async function forwarded(resource, port, work) {
  const child = spawn('kubectl', ['-n', namespace, 'port-forward', resource, `:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const local = await new Promise((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (chunk) => {
        const [, found] = /127\.0\.0\.1:(\d+) ->/.exec(chunk) ?? [];
        if (found) resolve(Number(found));
      });
      child.stderr.on('data', (chunk) => (said += chunk));
      child.once('error', reject);
      child.once('close', () => reject(new Error(`${resource} can't be forwarded: ${said.trim()}`)));
    });
    return await work(local);
  } finally {
    child.kill();
  }
}
