import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { DoorMessageSentListener } from './door-messages';

describe('a message of a seller to holders', () => {
  const features = useFeatures();
  const deliver = (data: object, id: string) =>
    new DoorMessageSentListener(features.messaging, features).deliver(wire(data, id));

  it('reaches each once, whole where the address is proven and in fixed words where it is not', async () => {
    const proven = facts.user();
    const unproven = facts.user();
    for (const user of [proven, unproven]) await features.directory.apply(user);
    features.unproven.add(unproven.id);
    const userIds = [proven.id, unproven.id];
    const words = { subject: 'Come <early>', text: 'Doors at six.\n\nSouth entrance.' };
    const message = { id: facts.id(), showId: facts.id(), title: 'Requiem', ...words };
    // Named again by a part that was sent anew.
    for (const part of ['m0', 'm1']) expect(await deliver({ ...message, userIds }, part)).toBe('acked');
    const rows = await features.notifications();
    expect(rows).toHaveLength(4);
    for (const { type, userId, kind, subject, text } of rows) {
      expect(kind).toBe('door.message');
      const whole = type === 'INBOX' || userId === proven.id;
      expect(subject).toBe(whole ? words.subject : 'A message about tickets that you hold');
      expect(text.includes('South entrance.')).toBe(whole);
      if (type === 'EMAIL') expect(text).toContain(`https://tickets.example/shows/${message.showId}`);
    }
  });

  it('is not mailed to who wants no mails about orders', async () => {
    const user = facts.user();
    await features.directory.apply(user);
    await features.preferences.choose(user.id, { order: { EMAIL: false } });
    await deliver({ id: facts.id(), title: 'Requiem', subject: 'A', text: 'B', userIds: [user.id] }, 'm0');
    expect((await features.notifications()).map(({ type, path }) => [type, path])).toEqual([
      ['INBOX', '/admissions'],
    ]);
  });
});
