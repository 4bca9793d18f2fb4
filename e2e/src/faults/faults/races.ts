import { until } from '@ticketing/harness';
import type { Finding } from '../check/finding';
import type { Fault } from '../fault';

const BUYERS = 200;
const ROUNDS = 3;
const POSTS = 100;
const UUIDS = 5;

export const oneTicket: Fault = {
  name: 'one-ticket',
  title: '200 concurrent buyers of one ticket over two replicas',
  healsWithin: 15,
  underLoad: false,
  async run({ system, commands, people, injected, note }) {
    const findings: Finding[] = [];
    let sold = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const ticketId = await commands.sell();
      if (!ticketId) continue;
      const tickets = system.stores.collection('orders', 'tickets');
      await until('the ticket in orders', async () => {
        const titles = await tickets
          .find({}, { projection: { _id: 1 } })
          .sort({ _id: -1 })
          .limit(50)
          .toArray();
        return titles.some(({ _id }) => String(_id) === ticketId);
      });
      const answers = await Promise.all(
        Array.from({ length: BUYERS }, (_, index) =>
          commands.order(ticketId, people.buyers[index % people.buyers.length]),
        ),
      );
      const winners = answers.filter((id) => id !== undefined);
      sold += winners.length;
      injected(`${BUYERS} buyers of ${ticketId}`);
      if (winners.length !== 1) {
        const text = `${winners.length} of ${BUYERS} buyers were told that ticket ${ticketId} is theirs`;
        findings.push({ invariant: 'I5', kind: 'double sale', text });
      }
    }
    note('sold', `${sold} of ${ROUNDS}`);
    return findings;
  },
};

export const oneUuid: Fault = {
  name: 'one-uuid',
  title: '100 concurrent posts of one uuid over two replicas',
  healsWithin: 15,
  underLoad: false,
  async run({ commands, random, injected }) {
    const findings: Finding[] = [];
    for (let round = 1; round <= UUIDS; round += 1) {
      const uuid = random.uuid();
      const statuses = await Promise.all(Array.from({ length: POSTS }, () => commands.repeat(uuid)));
      injected(`${POSTS} posts of ${uuid}`);
      const others = statuses.filter((status) => status !== 202);
      if (others.length > 0) {
        const text = `${others.length} of ${POSTS} posts of ${uuid} were answered otherwise: ${others[0]}`;
        findings.push({ invariant: 'I8', kind: 'unexpected', text });
      }
    }
    return findings;
  },
};
