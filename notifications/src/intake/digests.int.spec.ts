import { randomBytes, randomUUID } from 'node:crypto';
import { Subjects } from '@ticketing/common/contracts';
import { NatsWrapper } from '@ticketing/common/messaging';
import { testLogger, waitFor } from '@ticketing/common/testing';
import { startNatsStreaming } from '@ticketing/infra';
import { facts, wire } from '../testing/facts';
import { endReplicas, sharedEnvironment, startReplica } from '../testing/replica';
import { mailUuid, startSmtp, type TestSmtp } from '../testing/smtp-server';
import { useNotifications } from '../testing/stored';

jest.setTimeout(180_000);

const ANSWERS = 30;
const environment = sharedEnvironment({ MAIL_WINDOW_SECONDS: '4' });
const notifications = useNotifications(() => environment['MONGO_URI'] ?? '');
const nats = new NatsWrapper();
let broker: Awaited<ReturnType<typeof startNatsStreaming>>;
let smtp: TestSmtp;

beforeAll(async () => {
  // A broker of its own: replicas of other specs would take their part of the queue group's messages.
  [broker, smtp] = await Promise.all([startNatsStreaming(), startSmtp()]);
  Object.assign(environment, {
    NATS_URL: broker.url,
    NATS_CLUSTER_ID: broker.clusterId,
    SMTP_URL: smtp.url,
  });
  await nats.connect({
    url: broker.url,
    clusterId: broker.clusterId,
    clientId: `spec-${randomBytes(6).toString('hex')}`,
    logger: testLogger,
  });
});
afterAll(async () => {
  await endReplicas();
  await nats.close();
  await Promise.all([broker.stop(), smtp.stop()]);
});

describe('answers to a support ticket, delivered twice, to a replica that is killed and to two that follow', () => {
  it('reach its reporter in few mails, each answer once', async () => {
    const [reporter, engineer] = [facts.user(), { ...facts.user(), name: 'Ada' }];
    const ticket = { ...facts.support(), reporter: reporter.id, assignee: engineer.id };
    const answers = Array.from({ length: ANSWERS }, (_, n) => {
      const comment = { id: facts.id(), author: engineer.id, text: `Answer [${n + 1}].` };
      const changes = [{ field: 'comment', to: comment }];
      const data = { ...ticket, version: n + 1, actor: engineer.id, changes };
      return { subject: Subjects.SupportUpdated, wire: wire(data, randomUUID()) };
    });
    const began = Date.now();
    // Killed right after it has added an answer to a mail, before the broker hears that it did: the report and its two mails
    // were committed before.
    const killed = await startReplica({
      ...environment,
      CRASH_POINT: 'outbox:committed',
      CRASH_POINT_NTH: '8',
    });
    for (const user of [reporter, engineer])
      await nats.publish({ subject: Subjects.UserCreated, wire: wire(user, randomUUID()) });
    await nats.publish({ subject: Subjects.SupportCreated, wire: wire(ticket, randomUUID()) });
    await Promise.all([...answers, ...answers].map((answer) => nats.publish(answer)));
    expect(await killed.ended).toBe('SIGKILL');
    await Promise.all([startReplica(environment), startReplica(environment)]);
    await waitFor(
      async () =>
        (await notifications.collection.countDocuments({ type: 'INBOX', userId: reporter.id })) >=
          ANSWERS + 1 && (await notifications.collection.countDocuments({ dueAt: { $exists: true } })) === 0,
      { timeout: 120_000, interval: 100 },
    );
    // What was being pushed when the replica died comes again, under the same id.
    const mails = new Map(smtp.mails.map((mail) => [mailUuid(mail), mail]));
    const toReporter = [...mails.values()].filter(({ to }) => to === reporter.email);
    const updates = toReporter.filter(({ raw }) => /^Subject: Ticket with id: .* updated/m.test(raw));
    expect(toReporter.length - updates.length).toBe(1);
    const windows = (Date.now() - began) / 4_000;
    expect(updates.length).toBeLessThan(windows + 2);
    const told = updates.flatMap(({ raw }) => [...plainText(raw).matchAll(/\[\d+\]/g)].map(([text]) => text));
    expect(told.sort()).toEqual(answers.map((_, n) => `[${n + 1}]`).sort());
  });
});

/** The first part of a mail, which is the one without markup. */
function plainText(raw: string): string {
  return raw.slice(0, raw.indexOf('Content-Type: text/html'));
}
