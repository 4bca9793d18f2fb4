import { emptyRoom, roomAfter, roomAfterOwn, roomWithout } from './room-state';

const said = (id: string) =>
  ({ kind: 'said', ticketId: 't', user: { id: 'u', name: 'Mira' }, message: { id, text: 'Hi' } }) as const;

describe('a room', () => {
  it('counts who is looking', () => {
    const two = roomAfter(emptyRoom, { kind: 'joined', ticketId: 't', looking: 2 });
    expect(two.looking).toBe(2);
    expect(roomAfter(two, { kind: 'left', ticketId: 't', looking: 1 }).looking).toBe(1);
  });

  it('shows a message once, also when it is replayed', () => {
    const room = [said('1'), said('2'), said('1')].reduce(roomAfter, emptyRoom);
    expect(room.messages.map(({ id, name, mine }) => [id, name, mine])).toEqual([
      ['1', 'Mira', false],
      ['2', 'Mira', false],
    ]);
  });

  it('shows one’s own message as one’s own', () => {
    expect(roomAfterOwn(emptyRoom, { id: '3', text: 'Me' }).messages).toEqual([
      { id: '3', text: 'Me', name: 'You', mine: true },
    ]);
  });

  it('knows what the seller says, and drops what somebody said who is heard no more', () => {
    const seller = { ...said('4'), user: { id: 's', name: 'Sal' }, seller: true } as const;
    const room = [said('1'), seller].reduce(roomAfter, emptyRoom);
    expect(room.messages.map(({ userId, seller }) => [userId, seller])).toEqual([
      ['u', undefined],
      ['s', true],
    ]);
    expect(roomWithout(room, 'u').messages.map(({ id }) => id)).toEqual(['4']);
  });

  it('keeps the last fifty', () => {
    const many = Array.from({ length: 60 }, (_, index) => said(String(index))).reduce(roomAfter, emptyRoom);
    expect(many.messages).toHaveLength(50);
    expect(many.messages.at(-1)?.id).toBe('59');
  });
});
