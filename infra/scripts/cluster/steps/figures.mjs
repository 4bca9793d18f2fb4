// How it looks after all that.
import { apiServices } from '../../services.mjs';
import { adminAccount, assert, megabytes } from '../common.mjs';
import { memory as memoryOf } from '../kubectl.mjs';
import { Person } from '../people.mjs';

/** A container that uses more of its limit than this is too near to being killed. */
const NEAR = 0.9;

export async function memory({ say }) {
  const rows = memoryOf();
  for (const { container, used, limit } of rows)
    say(`${container}: ${megabytes(used)} of ${megabytes(limit)}`);
  const near = rows.filter(({ used, limit }) => used > NEAR * limit);
  assert(rows.length > 0, 'no kubelet told of any container');
  assert(near.length === 0, `${near.length} containers use over ${NEAR * 100} % of their limit`);
  return `${rows.length} containers, each below ${NEAR * 100} % of its limit`;
}

export async function clean({ base }) {
  const admin = await Person.signIn(base, adminAccount());
  // auth listens to nothing.
  for (const service of apiServices.filter((name) => name !== 'auth')) {
    const { status, body } = await admin.get(`/api/ops/${service}/dead-letters`);
    assert(status === 200, `${service} answers ${status}`);
    assert(body.length === 0, `${service} has dead letters: ${JSON.stringify(body).slice(0, 400)}`);
  }
  return 'no service has a dead letter';
}
