import { Outbox } from '@ticketing/common/outbox';
import { mockNatsWrapper, publishedOn, testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Claimer } from '../delivery/claimer';
import {
  notificationCollection,
  type NotificationRequest,
  type NotificationRow,
} from '../notification/notification';
import { Changes } from '../notification/changes';
import { SupportCreatedListener, SupportUpdatedListener } from '../rules/support';
import { facts, wire } from '../testing/facts';
import { deafRedis, useFeatures } from '../testing/setup';
import { mailRequest } from '../testing/stored';
import { Digests } from './digests';
import { NotificationIntake } from './notification-intake';

const WINDOW_MS = 60_000;
const features = useFeatures({ windowMs: WINDOW_MS });
const collection = () => notificationCollection(mongoose.connection);
const digests = () => new Digests(mongoose.connection, collection());

/** Takes all that will be due today. */
const claimAll = () =>
  new Claimer(collection(), 86_400_000, () => Date.now() + 86_400_000).claim('EMAIL', 100);

describe('the mails about one support ticket', () => {
  const engineer = { ...facts.user(), name: 'Ada Lin', role: 'engineer' as const };
  let ticket: ReturnType<typeof facts.support>;
  let version: number;

  const mailsTo = async (userId: string | null): Promise<NotificationRow[]> =>
    (await features.notifications()).filter((row) => row.type === 'EMAIL' && row.userId === userId);
  const updated = () => new SupportUpdatedListener(features.messaging, features);
  const change = (set: object) =>
    wire({ ...ticket, version: (version += 1), actor: engineer.id, ...set }, `${ticket.id}-${version}`);
  const comment = (text: string) =>
    change({ changes: [{ field: 'comment', to: { id: facts.id(), author: engineer.id, text } }] });
  const answer = async (text: string) => expect(await updated().deliver(comment(text))).toBe('acked');

  beforeEach(async () => {
    await features.directory.apply(engineer);
    ticket = { ...facts.support(), assignee: engineer.id };
    version = 0;
    await new SupportCreatedListener(features.messaging, features).deliver(wire(ticket, ticket.id));
  });

  it('are the report at once, and one for all that follows within the window, each with its author and time', async () => {
    for (const text of ['First.', 'Second.', 'Third.']) await answer(text);
    const [created, digest, ...more] = await mailsTo(ticket.reporter);
    expect(more).toEqual([]);
    expect(created?.subject).toBe(`Ticket with id: ${ticket.id} created`);
    expect(created?.dueAt).toEqual(created?.createdAt);
    expect(digest?.subject).toBe(`Ticket with id: ${ticket.id} updated`);
    expect(digest?.dueAt).toEqual(new Date(Number(created?.dueAt) + WINDOW_MS));
    const said = /\d{4}, \d\d:\d\d UTC\nAda Lin wrote:\n(First|Second|Third)\./g;
    expect(digest?.text.match(said)).toHaveLength(3);
    expect(digest?.html).toContain('Ada Lin wrote:<br>Second.');
    expect(digest?.text.match(/See the ticket and answer/g)).toHaveLength(1);
  });

  it('leave the inbox on the page as it is: an entry for each', async () => {
    for (const text of ['First.', 'Second.']) await answer(text);
    const shown = (await features.notifications()).filter(
      ({ type, userId, kind }) =>
        type === 'INBOX' && userId === ticket.reporter && kind === 'support.updated',
    );
    expect(shown.map(({ text }) => text)).toEqual(['Ada Lin wrote:\nFirst.', 'Ada Lin wrote:\nSecond.']);
  });

  it('come at once when the last one is longer ago than the window', async () => {
    await mongoose.connection
      .collection('digests')
      .updateMany({}, { $set: { dueAt: new Date(Date.now() - 2 * WINDOW_MS) } });
    await answer('First.');
    const [, digest] = await mailsTo(ticket.reporter);
    expect(digest?.dueAt).toEqual(digest?.createdAt);
    expect(digest?.text).toMatch(/^Ada Lin wrote:\nFirst\./);
  });

  it('hold an answer once, however often it is delivered', async () => {
    await answer('First.');
    const wireOfSecond = comment('Second.');
    jest.spyOn(features.readModels.support, 'store').mockRejectedValueOnce(new Error('away'));
    expect(await updated().deliver(wireOfSecond)).not.toBe('acked');
    expect(await updated().deliver(wireOfSecond, { redelivered: true })).toBe('acked');
    const [, digest] = await mailsTo(ticket.reporter);
    expect(digest?.entries).toHaveLength(2);
    expect(digest?.text.match(/Second\./g)).toHaveLength(1);
  });

  it('hold nothing that comes after a worker has one in hand: that waits for the next window', async () => {
    await answer('First.');
    await claimAll();
    await answer('Second.');
    const [, first, second] = await mailsTo(ticket.reporter);
    expect(first?.text).not.toContain('Second.');
    expect(second?.text).toContain('Second.');
    expect(second?.dueAt?.getTime()).toBeGreaterThanOrEqual(Number(first?.createdAt) + WINDOW_MS);
  });

  it('show a customer the note of nobody, and the answer that comes with it in one mail', async () => {
    const other = { ...facts.user(), role: 'engineer' as const };
    for (const user of [other, { ...facts.user(), id: ticket.reporter }])
      await features.directory.apply(user);
    const note = { changes: [{ field: 'internalNote', to: { id: facts.id(), author: other.id } }] };
    await updated().deliver(change({ ...note, actor: other.id, audience: 'staff' }));
    expect(await mailsTo(engineer.id)).toMatchObject([{}, { staffOnly: true, version: 0 }]);
    const reply = {
      field: 'comment',
      to: { id: facts.id(), author: ticket.reporter, text: 'Still broken.' },
    };
    await updated().deliver(change({ changes: [reply], actor: ticket.reporter }));
    const [, digest, ...more] = await mailsTo(engineer.id);
    expect(more).toEqual([]);
    expect(digest?.text).toMatch(/wrote a note.*Still broken\./s);
    expect(digest).not.toHaveProperty('staffOnly');
    expect(digest?.version).toBe(1);
    expect(await mailsTo(ticket.reporter)).toHaveLength(1);
  });
});

describe('a digest', () => {
  const request = (key: string, n: number): NotificationRequest => ({
    ...mailRequest({ origin: 'event', userId: facts.id(), supportTicketId: 'a ticket', text: `[${n}]` }),
    digest: {
      key,
      windowMs: WINDOW_MS,
      entry: { time: new Date().toISOString(), content: { subject: 'News', paragraphs: [`[${n}]`] } },
      render: (entries) => ({ text: entries.flatMap(({ content }) => content.paragraphs).join() }),
    },
  });

  /** The intake of one replica, which shares nothing with others but the database. */
  function replica() {
    const [logger, nats] = [testLogger, mockNatsWrapper()];
    const outbox = new Outbox({ connection: mongoose.connection, nats, logger });
    const changes = new Changes({ redis: deafRedis, subscriber: deafRedis, logger, processId: 'spec' });
    const intake = new NotificationIntake({
      outbox,
      changes,
      logger,
      collection: collection(),
      digests: digests(),
    });
    return { intake, outbox, nats };
  }

  it('loses nothing and holds nothing twice while two replicas add to it and a worker claims', async () => {
    const key = facts.id();
    const requests = Array.from({ length: 40 }, (_, n) => request(key, n));
    const replicas = [replica(), replica()] as const;
    const claimed: NotificationRow[] = [];
    let adding = true;
    const claims = (async () => {
      while (adding) claimed.push(...(await claimAll()).rows);
    })();
    // Each is delivered to both, as when one of them didn't answer in time.
    await Promise.all(requests.flatMap((each) => replicas.map(({ intake }) => intake.accept([each]))));
    adding = false;
    await claims;
    claimed.push(...(await claimAll()).rows);
    const sent = claimed.flatMap(({ entries = [] }) => entries.map(({ uuid }) => uuid));
    expect(sent.sort()).toEqual(requests.map(({ uuid }) => uuid).sort());
    for (const { text, entries = [] } of claimed) expect(text.split(',')).toHaveLength(entries.length);
    await Promise.all(replicas.map(({ outbox }) => outbox.flush()));
  }, 60_000);

  it('is pushed with what is added between the moments it is found and claimed', async () => {
    const key = facts.id();
    const { intake, outbox } = replica();
    await intake.accept([request(key, 1)]);
    const rows = collection();
    const updateMany = rows.updateMany.bind(rows);
    const claim = jest.spyOn(rows, 'updateMany').mockImplementationOnce(async (...args) => {
      await intake.accept([request(key, 2)]);
      return updateMany(...args);
    });
    const claimed = await new Claimer(rows, 60_000, () => Date.now() + WINDOW_MS).claim('EMAIL', 100);
    claim.mockRestore();
    expect(claimed.rows.filter(({ entries }) => entries).map(({ text }) => text)).toEqual(['[1],[2]']);
    await outbox.flush();
  });

  it('tells the help desk of each entry, as a further ACCEPTED of the same notification', async () => {
    const key = facts.id();
    const { intake, outbox, nats } = replica();
    const [first] = await intake.accept([request(key, 1)]);
    const [second] = await intake.accept([request(key, 2)]);
    expect(second).toEqual({ outcome: 'accepted', id: first?.id });
    await outbox.flush();
    expect(publishedOn(nats, 'notification:updated')).toMatchObject([
      { id: first?.id, version: 0, status: 'ACCEPTED' },
      { id: first?.id, version: 1, status: 'ACCEPTED' },
    ]);
  });

  it('holds nothing that a process of before has told by itself', async () => {
    const key = facts.id();
    const { intake, outbox } = replica();
    const alone = request(key, 2);
    delete alone.digest;
    await intake.accept([alone, request(key, 1)]);
    const again = { ...request(key, 2), uuid: alone.uuid };
    expect(await intake.accept([again])).toEqual([{ outcome: 'duplicate', id: alone.uuid }]);
    await outbox.flush();
  });

  it('takes 200 entries; the next one waits a window longer', async () => {
    const key = facts.id();
    const { intake, outbox } = replica();
    const requests = Array.from({ length: 201 }, (_, n) => request(key, n));
    await intake.accept(requests);
    const stored = await collection()
      .find({ entries: { $exists: true } })
      .sort({ dueAt: 1 })
      .toArray();
    const sizes = stored.filter(({ text }) => text.startsWith('[0]') || text === '[200]');
    expect(sizes.map(({ entries }) => entries?.length)).toEqual([200, 1]);
    expect(Number(sizes[1]?.dueAt) - Number(sizes[0]?.dueAt)).toBe(WINDOW_MS);
    await outbox.flush();
  });
});
