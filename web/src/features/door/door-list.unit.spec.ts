import { decide, describeAnswer, type DoorList, mergeDoor, readSigned, searchDoor } from './door-list';
import type { Door, DoorAdmission } from '../../lib/api/types';

const now = new Date('2026-05-01T19:00:00Z');
const admission: DoorAdmission = {
  id: 'a'.repeat(24),
  ticketId: 't',
  title: 'Standing',
  place: 0,
  seat: null,
  name: 'Ada',
  status: 'valid',
  version: 0,
  codeVersion: 1,
  at: null,
  gate: null,
  checkInId: null,
};
const door: Door = {
  id: 'd'.repeat(24),
  title: 'Concert',
  show: null,
  role: 'staff',
  after: '1',
  more: false,
  admissions: [admission],
  counts: { valid: 1, used: 0, void: 0, gates: [] },
};
const list = mergeDoor(undefined, door, {});
const code = { admissionId: admission.id, doorId: door.id, version: 1 };
const changed = (change: Partial<DoorAdmission>): DoorList =>
  mergeDoor(list, { ...door, admissions: [{ ...admission, ...change }] }, {});

describe('the list of a door', () => {
  it('admits once: what it admitted itself is used, with when and where', () => {
    expect(decide(list, [], code, now).result).toBe('admitted');
    const at = '2026-05-01T18:59:00.000Z';
    const own = { id: '1', code: 'C', showId: door.id, at, gate: 'B', admissionId: admission.id };
    expect(decide(list, [own], code, now)).toMatchObject({ result: 'used', at, gate: 'B' });
  });

  it('refuses what the server says is used, void or given to somebody else', () => {
    const at = '2026-05-01T18:00:00.000Z';
    const used = changed({ status: 'used', at, gate: 'A' });
    expect(decide(used, [], code, now)).toMatchObject({ result: 'used', at, gate: 'A' });
    expect(decide(changed({ status: 'void' }), [], code, now).result).toBe('void');
    expect(decide(changed({ codeVersion: 2 }), [], code, now).result).toBe('void');
  });

  it('refuses a code of another door, and anybody before it opens', () => {
    expect(decide(list, [], { ...code, doorId: 'e'.repeat(24) }, now).result).toBe('wrong_show');
    const closed = { ...list, doorsAt: '2026-05-01T19:00:01Z' };
    expect(decide(closed, [], code, now)).toMatchObject({ result: 'too_early', doorsAt: closed.doorsAt });
    expect(describeAnswer(closed, '', { id: null, result: 'too_early' })).toMatchObject({
      doorsAt: closed.doorsAt,
    });
  });

  it('admits by the signature what was sold or given since', () => {
    expect(decide(list, [], { ...code, admissionId: 'b'.repeat(24) }, now).result).toBe('admitted');
    expect(decide(list, [], { ...code, version: 2 }, now).result).toBe('admitted');
  });

  it('reads nothing that is no code', async () => {
    await expect(readSigned('HELLO', {})).resolves.toBeUndefined();
  });

  it('finds people by a part of their name', () => {
    expect(searchDoor(list, ' aD ', 5)).toEqual([admission]);
    expect(searchDoor(list, '', 5)).toEqual([]);
  });
});
