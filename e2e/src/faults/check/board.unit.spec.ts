import { check } from './check';
import { givenSnapshot, notification } from './given-snapshot';
import type { Snapshot, Versioned } from './snapshot';

const told = notification('n', { isTold: true });
const sound: Snapshot = {
  ...givenSnapshot({ notifications: [told, notification('other')] }),
  sinks: new Map([
    ['n', 1],
    ['other', 1],
  ]),
};

const findings = (snapshot: Snapshot) =>
  check(snapshot, {
    attempts: [],
    scans: [],
    refunds: [],
    watched: [],
    polled: [],
    foreign: [],
    poison: [],
  }).findings.map(({ invariant, kind }) => `${invariant} ${kind}`);

const withBoard = (...rows: Versioned[]): Snapshot => ({
  ...sound,
  replications: sound.replications.map((each) => (each.kind === 'notification' ? { ...each, rows } : each)),
});

describe('the checker of what the help desk knows of notifications', () => {
  it('finds nothing where it knows each that is told to it, and where that stands', () => {
    expect(findings(sound)).toEqual([]);
    expect(findings(withBoard(told))).toEqual([]);
  });

  it('finds one that it never heard of', () => {
    expect(findings(withBoard())).toEqual(['I1 lost']);
  });

  it('finds one of which it knows an older state', () => {
    expect(findings(withBoard({ ...told, version: 0 }))).toEqual(['I3 gap']);
  });

  it('finds one that does not exist', () => {
    expect(findings(withBoard(told, { id: 'x', version: 0 }))).toEqual(['I4 unexpected']);
  });

  it('finds a state that was reached and never told', () => {
    const outbox = sound.outbox.filter(({ version }) => version === 0);
    const broker = new Map(outbox.map(({ id, subject }) => [id, subject]));
    expect(findings({ ...sound, outbox, broker })).toEqual(['I4 outbox']);
  });
});
