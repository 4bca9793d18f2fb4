import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { DoorStaffAddedListener } from './door-staff';

describe('somebody who may check in at a door', () => {
  const features = useFeatures();
  const added = (userId: string, more: object = {}) => ({
    doorId: facts.id(),
    title: 'Requiem',
    userId,
    ...more,
  });
  const deliver = (data: object, id = 'd0') =>
    new DoorStaffAddedListener(features.messaging, features).deliver(wire(data, id));

  it('is told once of the event and its time, with the way to the door', async () => {
    const user = facts.user();
    await features.directory.apply(user);
    const showId = facts.id();
    const show = { title: 'Requiem', startsAt: '2030-05-01T17:30:00Z', timeZone: 'Europe/Berlin' };
    await features.readModels.shows.store({ _id: showId, version: 0, ...show } as never);
    const data = added(user.id, { doorId: showId, showId });
    // Removed and added again on the same day.
    for (const id of ['d0', 'd0', 'd1']) expect(await deliver(data, id)).toBe('acked');
    const rows = await features.notifications();
    expect(rows.map(({ type }) => type)).toEqual(['EMAIL', 'INBOX']);
    for (const row of rows) {
      expect(row).toMatchObject({ userId: user.id, kind: 'door.staff-added' });
      expect(row.subject).toBe('You let people in at "Requiem"');
      expect(row.text).toContain('on 1 May 2030, 19:30');
    }
    expect(rows[0]!.text).toContain(`https://tickets.example/door/${showId}`);
    expect(rows[1]).toMatchObject({ path: `/door/${showId}` });
  });

  it('of a ticket for no show is told without a time', async () => {
    const user = facts.user();
    await features.directory.apply(user);
    await deliver(added(user.id));
    const [mail] = await features.notifications();
    expect(mail!.text).toContain('you let people in there.');
  });

  it('is mailed no word of the seller while the address is unproven', async () => {
    const user = facts.user();
    await features.directory.apply(user);
    features.unproven.add(user.id);
    await deliver(added(user.id));
    const [mail] = await features.notifications();
    expect(mail).toMatchObject({ type: 'EMAIL', subject: 'You let people in at an event' });
    expect(mail!.text).not.toContain('Requiem');
  });
});
