import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import {
  createdAudience,
  isStaff,
  updatedAudience,
  SupportCreatedListener,
  SupportUpdatedListener,
} from './support';

describe('the audience', () => {
  const fact = { reporter: 'r', assignee: 'a', actor: 'r', changes: [] };

  describe('who hears of a support ticket', () => {
    it('is reporter and assignee of a new one', () => expect(createdAudience(fact)).toEqual(['r', 'a']));
    it('is the reporter alone while nobody is assigned', () =>
      expect(createdAudience({ ...fact, assignee: null })).toEqual(['r']));
    it('is one person once who reports to themselves', () =>
      expect(createdAudience({ ...fact, assignee: 'r' })).toEqual(['r']));

    it('is everyone concerned by a change, each once', () => {
      const changes = [
        { field: 'assignee', from: 'former', to: 'a' },
        { field: 'title', from: 'x', to: 'y' },
      ];
      expect(updatedAudience({ ...fact, actor: 'admin', changes })).toEqual(['r', 'a', 'former', 'admin']);
      expect(updatedAudience({ ...fact, actor: 'a', changes })).toEqual(['r', 'a', 'former']);
    });

    it('is nobody from before a first assignment, and nobody for the platform itself', () => {
      const changes = [{ field: 'assignee', from: null, to: 'a' }];
      expect(updatedAudience({ ...fact, actor: null, changes })).toEqual(['r', 'a']);
    });
  });

  it('counts approved engineers and admins as staff', () => {
    expect(isStaff({ role: 'engineer', status: 'approved' })).toBe(true);
    expect(isStaff({ role: 'admin', status: 'approved' })).toBe(true);
    expect(isStaff({ role: 'engineer', status: 'pending' })).toBe(false);
    expect(isStaff({ role: 'customer', status: 'approved' })).toBe(false);
  });
});

describe('the support events', () => {
  const features = useFeatures();
  const created = () => new SupportCreatedListener(features.messaging, features);
  const updated = () => new SupportUpdatedListener(features.messaging, features);
  const mails = async () => (await features.notifications()).filter(({ type }) => type === 'EMAIL');
  const receivers = async () => (await mails()).map(({ userId }) => userId).sort();

  const answerNote = 'Please answer on the page of the ticket. Nobody reads answers to this mail.';

  const reported = async () => {
    const ticket = facts.support();
    expect(await created().deliver(wire(ticket, 's0'))).toBe('acked');
    return ticket;
  };

  describe('reported trouble', () => {
    it('is mailed to reporter and assignee, with the exact subject, the description and a link', async () => {
      const ticket = await reported();
      expect(await receivers()).toEqual([ticket.reporter, ticket.assignee].sort());
      for (const mail of await mails()) {
        expect(mail).toMatchObject({
          subject: `Ticket with id: ${ticket.id} created`,
          text: `It <broke>\n\nSee the ticket and answer: https://tickets.example/support/${ticket.id}\n\n${answerNote}`,
          supportTicketId: ticket.id,
        });
        expect(mail.html).toContain('It &lt;broke&gt;');
        expect(mail.unsubscribeUrl).toBeUndefined();
      }
    });

    it('is mailed to an address that is not proven without a word of the report', async () => {
      const ticket = {
        ...facts.support(),
        title: 'Buy this',
        description: 'at evil.example',
        assignee: null,
      };
      features.unproven.add(ticket.reporter);
      await created().deliver(wire(ticket, 's0'));
      const comment = { field: 'comment', to: { text: 'at evil.example' } };
      await updated().deliver(wire({ ...ticket, version: 1, actor: facts.id(), changes: [comment] }, 's1'));
      const [first, second] = await mails();
      expect([first?.subject, second?.subject]).toEqual([
        `Ticket with id: ${ticket.id} created`,
        `Ticket with id: ${ticket.id} updated`,
      ]);
      for (const mail of [first, second]) {
        expect(`${mail?.text} ${mail?.html}`).not.toMatch(/Buy|evil/);
        expect(mail?.text).toContain(`https://tickets.example/support/${ticket.id}`);
        expect(mail).toMatchObject({ status: 'ACCEPTED', supportTicketId: ticket.id });
      }
      const inbox = (await features.notifications()).filter(
        ({ type, userId }) => type === 'INBOX' && userId === ticket.reporter,
      );
      expect(inbox.map(({ text }) => text).join()).toContain('at evil.example');
    });

    it('is mailed to the reporter alone while nobody is assigned', async () => {
      const ticket = { ...facts.support(), assignee: null };
      await created().deliver(wire(ticket, 's0'));
      expect(await receivers()).toEqual([ticket.reporter]);
    });

    it('is mailed even to who turned mails of the help desk off by other means', async () => {
      const ticket = { ...facts.support(), assignee: null };
      await features.preferences.choose(ticket.reporter, { support: { EMAIL: false } });
      await created().deliver(wire(ticket, 's0'));
      expect(await receivers()).toEqual([ticket.reporter]);
    });

    it('is told once and has to make sense', async () => {
      const ticket = await reported();
      await created().deliver(wire(ticket, 's0'), { redelivered: true });
      expect(await mails()).toHaveLength(2);
      expect(await created().deliver('{}')).toBe('dead-lettered');
    });
  });

  describe('a changed support ticket', () => {
    it('is mailed to reporter, assignee and former assignee, each once', async () => {
      const ticket = await reported();
      const [former, admin, next] = [ticket.assignee, facts.id(), facts.id()];
      const change = { ...ticket, version: 1, assignee: next, actor: admin };
      const changes = [{ field: 'assignee', from: former, to: next }];
      expect(await updated().deliver(wire({ ...change, changes }, 's1'))).toBe('acked');
      const told = (await mails()).filter(({ kind }) => kind === 'support.updated');
      expect(told.map(({ userId }) => userId).sort()).toEqual([ticket.reporter, former, next].sort());
      expect(new Set(told.map(({ subject }) => subject))).toEqual(
        new Set([`Ticket with id: ${ticket.id} updated`]),
      );
    });

    it('has the answer, who wrote it and where to go on, on every channel', async () => {
      const engineer = { ...facts.user(), role: 'engineer' as const, name: 'Ada Lin' };
      await features.directory.apply(engineer);
      const ticket = { ...facts.support(), assignee: engineer.id };
      await created().deliver(wire(ticket, 's0'));
      const before = (await features.log.bounds()).head;
      const comment = { field: 'comment', to: { id: facts.id(), author: engineer.id, text: 'Try <again>.' } };
      const change = { ...ticket, version: 1, actor: engineer.id, changes: [comment] };
      expect(await updated().deliver(wire(change, 's1'))).toBe('acked');
      const told = (await features.notifications()).filter(
        ({ kind, userId }) => kind === 'support.updated' && userId === ticket.reporter,
      );
      const of = (type: string) => told.find((row) => row.type === type);
      expect(of('EMAIL')?.text).toBe(
        'Ada Lin wrote:\nTry <again>.\n\n' +
          `See the ticket and answer: https://tickets.example/support/${ticket.id}\n\n${answerNote}\n\n` +
          'The report "Broken":\n\nIt <broke>',
      );
      expect(of('EMAIL')?.html).toContain('Try &lt;again&gt;.');
      const path = `/support/${ticket.id}`;
      expect(of('INBOX')).toMatchObject({ text: 'Ada Lin wrote:\nTry <again>.', path });
      const live = (await features.log.read({ after: before })).filter(
        ({ event }) => event === 'notification',
      );
      expect(live).toMatchObject([
        { scope: `user:${ticket.reporter}`, data: { text: 'Ada Lin wrote:\nTry <again>.', path } },
      ]);
    });

    it('reaches who made it as a read entry of their inbox, and nowhere else', async () => {
      const ticket = await reported();
      const before = (await features.log.bounds()).head;
      const change = { ...ticket, version: 1, actor: ticket.assignee, status: 'CLOSED' as const };
      const changes = [{ field: 'status', from: 'OPEN', to: 'CLOSED' }];
      await updated().deliver(wire({ ...change, changes }, 's1'));
      const own = (await features.notifications()).filter(
        ({ kind, userId }) => kind === 'support.updated' && userId === ticket.assignee,
      );
      expect(own).toMatchObject([
        { type: 'INBOX', readAt: expect.any(Date), text: 'You changed the status from Open to Closed.' },
      ]);
      const live = (await features.log.read({ after: before })).filter(
        ({ scope }) => scope === `user:${ticket.assignee}`,
      );
      expect(live.map(({ event }) => event)).toEqual(['support']);
    });

    it('waits for the version before it, and is told once', async () => {
      const ticket = await reported();
      expect(await updated().deliver(wire({ ...ticket, version: 2 }, 's2'))).toBe('parked');
      await updated().deliver(wire({ ...ticket, version: 1 }, 's1'));
      await updated().deliver(wire({ ...ticket, version: 1 }, 's1'));
      expect((await mails()).filter(({ kind }) => kind === 'support.updated')).toHaveLength(2);
      expect(await updated().deliver('{}')).toBe('dead-lettered');
    });

    it('is told to no engineer who has been suspended, or is none any more', async () => {
      const suspended = { ...facts.user(), role: 'engineer' as const, status: 'suspended' as const };
      const demoted = facts.user();
      for (const user of [suspended, demoted]) await features.directory.apply(user);
      const ticket = { ...facts.support(), assignee: demoted.id };
      await created().deliver(wire(ticket, 's0'));
      const changes = [{ field: 'assignee', from: suspended.id, to: demoted.id }];
      const change = { ...ticket, version: 1, actor: null, changes };
      expect(await updated().deliver(wire(change, 's1'))).toBe('acked');
      expect(new Set((await features.notifications()).map(({ userId }) => userId))).toEqual(
        new Set([ticket.reporter]),
      );
    });

    it('that is for staff only reaches no customer, on any channel', async () => {
      const reporter = facts.user();
      const engineer = { ...facts.user(), role: 'engineer' as const };
      const pending = { ...facts.user(), role: 'engineer' as const, status: 'pending' as const };
      for (const user of [reporter, engineer, pending]) await features.directory.apply(user);
      const ticket = { ...facts.support(), reporter: reporter.id, assignee: engineer.id };
      await created().deliver(wire(ticket, 's0'));
      const before = (await features.log.bounds()).head;
      const note = { field: 'internalNote', to: { id: facts.id(), author: engineer.id } };
      const change = { ...ticket, version: 1, actor: pending.id, changes: [note], audience: 'staff' };
      expect(await updated().deliver(wire(change, 's1'))).toBe('acked');
      const told = (await features.notifications()).filter(({ kind }) => kind === 'support.updated');
      expect(new Set(told.map(({ userId }) => userId))).toEqual(new Set([engineer.id]));
      const live = await features.log.read({ after: before });
      expect(new Set(live.map(({ scope }) => scope))).toEqual(new Set([`user:${engineer.id}`]));
    });

    it('that is for staff only waits until it is known who is staff', async () => {
      const ticket = await reported();
      expect(await updated().deliver(wire({ ...ticket, version: 1, audience: 'staff' }, 's1'))).toBe(
        'parked',
      );
    });
  });
});
