import { Subjects, type TicketCreatedEvent } from '../contracts';
import { runWithCorrelation } from '../observability/correlation';
import { decode, encode, InvalidMessageError } from './envelope';

const data = { id: 't1', version: 0, title: 'Concert', price: 20, userId: 'u1' };
type Created = TicketCreatedEvent;

describe('encode', () => {
  it('puts the data on the wire with the one added field meta', () => {
    const { wire, meta } = encode<Created>(Subjects.TicketCreated, data);
    expect(JSON.parse(wire)).toEqual({ ...data, meta });
  });

  it('names the aggregate and its version', () => {
    expect(encode<Created>(Subjects.TicketCreated, data).ref).toEqual({ aggregate: 'ticket:t1', version: 0 });
  });

  it('gives each event an id of its own', () => {
    const [one, two] = [
      encode<Created>(Subjects.TicketCreated, data),
      encode<Created>(Subjects.TicketCreated, data),
    ];
    expect(one.meta.id).not.toBe(two.meta.id);
  });

  it('takes over the correlation id of its cause', () => {
    const { meta } = runWithCorrelation('cause-1', () => encode<Created>(Subjects.TicketCreated, data));
    expect(meta.correlationId).toBe('cause-1');
  });

  it('refuses data that does not fit the schema, naming the field', () => {
    expect(() => encode<Created>(Subjects.TicketCreated, { ...data, price: -1 })).toThrow(/price/);
  });
});

describe('decode', () => {
  it('returns what was encoded', () => {
    const { wire, meta } = encode<Created>(Subjects.TicketCreated, data);
    expect(decode<Created>(Subjects.TicketCreated, wire, 'x')).toEqual({
      data,
      meta,
      ref: { aggregate: 'ticket:t1', version: 0 },
    });
  });

  it('ignores fields it does not know, so that a producer may add some', () => {
    const wire = JSON.stringify({ ...data, colour: 'red' });
    expect(decode<Created>(Subjects.TicketCreated, wire, 'x').data).toEqual(data);
  });

  it.each(['soon', '', '2026-13-01T00:00:00Z', 5, null])('takes the time %j for none', (time) => {
    const wire = JSON.stringify({ ...data, meta: { id: 'm1', time } });
    const { meta } = decode<Created>(Subjects.TicketCreated, wire, 'ticket:created.7');
    expect(meta.time).toBe('1970-01-01T00:00:00.000Z');
  });

  it('gives a message without meta the identity of its place in the stream', () => {
    const { meta } = decode<Created>(Subjects.TicketCreated, JSON.stringify(data), 'ticket:created.7');
    expect(meta.id).toBe('ticket:created.7');
  });

  it.each([
    ['not JSON', '{'],
    ['null', 'null'],
    ['a missing field', JSON.stringify({ ...data, title: undefined })],
    ['a field of another type', JSON.stringify({ ...data, version: '0' })],
  ])('refuses %s', (_what, wire) => {
    expect(() => decode<Created>(Subjects.TicketCreated, wire, 'x')).toThrow(InvalidMessageError);
  });
});
