import { randomUUID } from 'node:crypto';
import { ApiClient } from '@ticketing/harness';

/** Guesses that an account may have before it is locked. */
const GUESSES = 9;
const ACCOUNTS = 3;

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

describe('signing in', () => {
  const guess = async (email: string) => {
    const begun = performance.now();
    const { status, body } = await ApiClient.visitor().post('/api/users/signin', {
      email,
      password: 'a wrong password',
    });
    return { ms: performance.now() - begun, status, body: JSON.stringify(body) };
  };

  it('tells neither by its answer nor by its time whether an address has an account', async () => {
    const users = await Promise.all(Array.from({ length: ACCOUNTS }, () => ApiClient.signUp()));
    await guess('warm-up@example.com');
    const known: number[] = [];
    const unknown: number[] = [];
    const answers = new Set<string>();
    // In turn, so that whatever else the machine does meets both alike.
    for (let round = 0; round < GUESSES; round += 1) {
      for (const { email } of users) {
        const [yes, no] = [await guess(email), await guess(`${randomUUID()}@example.com`)];
        known.push(yes.ms);
        unknown.push(no.ms);
        answers.add(`${yes.status} ${yes.body}`).add(`${no.status} ${no.body}`);
      }
    }
    expect([...answers]).toEqual([
      '400 {"errors":[{"message":"Wrong email or password","code":"wrong_credentials"}]}',
    ]);
    // Comparing a password takes several times what everything else does: without that work the ratio is far off.
    const ratio = median(unknown) / median(known);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });
});
