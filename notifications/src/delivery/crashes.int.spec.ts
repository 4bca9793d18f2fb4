import { randomUUID } from 'node:crypto';
import { waitFor } from '@ticketing/common/testing';
import { endReplicas, sharedEnvironment, shortLease, startReplica } from '../testing/replica';
import { startSmtp, type TestSmtp, mailUuid } from '../testing/smtp-server';
import { useNotifications } from '../testing/stored';

jest.setTimeout(180_000);

let smtp: TestSmtp;
const environment = sharedEnvironment();
const notifications = useNotifications(() => environment['MONGO_URI'] ?? '');
const mail = () => ({ type: 'EMAIL', message: 'Hello', receiver: 'test@gmail.com', uuid: randomUUID() });

beforeAll(async () => {
  smtp = await startSmtp();
  environment['SMTP_URL'] = smtp.url;
});
beforeEach(() => {
  smtp.mails.length = 0;
  smtp.offered = 0;
  smtp.fault = () => undefined;
});
afterEach(endReplicas);
afterAll(() => smtp.stop());

describe('a worker that is killed', () => {
  it('before the provider says yes, leaves the push to another, which makes it once', async () => {
    smtp.fault = (nth) => (nth === 1 ? 'hang' : undefined);
    const first = await startReplica({ ...environment, PROVIDER_TIMEOUT_MS: '30000', LEASE_SECONDS: '60' });
    const body = mail();
    expect((await first.post('/notification', body)).status).toBe(202);
    await waitFor(() => smtp.offered === 1);
    await first.end('SIGKILL');
    // The lease is a minute long; the spec doesn't wait for it.
    await notifications.collection.updateOne({ _id: body.uuid }, { $set: { dueAt: new Date() } });
    const second = await startReplica(environment);
    const [row] = await notifications.settled(1);
    expect(row).toMatchObject({ status: 'PROCESSED' });
    expect(row?.attempts?.map(({ outcome }) => outcome)).toEqual(['unknown', 'accepted']);
    expect(smtp.mails.map(mailUuid)).toEqual([body.uuid]);
    expect(await second.metric('notifications_interrupted_total')).toBe(1);
  });

  it('right after the yes, is counted, and the mail comes again under the same id', async () => {
    const first = await startReplica({ ...environment, ...shortLease, CRASH_POINT: 'delivery:pushed' });
    const body = mail();
    await first.post('/notification', body);
    expect(await first.ended).toBe('SIGKILL');
    expect(smtp.mails.map(mailUuid)).toEqual([body.uuid]);
    const second = await startReplica(environment);
    const [row] = await notifications.settled(1);
    expect(row?.attempts?.map(({ outcome }) => outcome)).toEqual(['unknown', 'accepted']);
    expect(smtp.mails.map(mailUuid)).toEqual([body.uuid, body.uuid]);
    expect(await second.metric('notifications_interrupted_total')).toBe(1);
  });
});

describe('a worker that is told to stop', () => {
  it('finishes the pushes under way, exits with 0, and leaves the rest to others, untouched', async () => {
    const waiting: (() => void)[] = [];
    smtp.hold = () => new Promise<void>((resolve) => waiting.push(resolve));
    const first = await startReplica({
      ...environment,
      EMAIL_CONCURRENCY: '2',
      PROVIDER_TIMEOUT_MS: '9000',
      LEASE_SECONDS: '30',
    });
    const bodies = Array.from({ length: 6 }, mail);
    await Promise.all(bodies.map((body) => first.post('/notification', body)));
    await waitFor(() => waiting.length === 2);
    const ended = first.end('SIGTERM');
    smtp.hold = undefined;
    await waitFor(async () => (await notifications.collection.countDocuments({ status: 'SENDING' })) === 2);
    for (const go of waiting) go();
    expect(await ended).toBe(0);
    const rows = await notifications.all();
    expect(rows.filter(({ status }) => status === 'PROCESSED')).toHaveLength(2);
    expect(rows.filter(({ status, attempts }) => status === 'ACCEPTED' && !attempts)).toHaveLength(4);
    await startReplica(environment);
    await notifications.settled(6);
    expect(smtp.mails.map(mailUuid).sort()).toEqual(bodies.map(({ uuid }) => uuid).sort());
  });
});
