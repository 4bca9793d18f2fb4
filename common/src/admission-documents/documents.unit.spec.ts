import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { formatAdmissionCode } from '../admission-code';
import { clockZones, findClockChange } from '../testing';
import { admissionCalendar, admissionPdf, admissionQr } from '.';

const code = formatAdmissionCode(
  Uint8Array.from({ length: 31 }, (_, nth) => (nth === 0 ? 1 : nth * 8)),
  Uint8Array.from({ length: 64 }, (_, nth) => nth * 4),
);
const show = {
  title: 'Requiem',
  startsAt: new Date('2031-05-04T18:00:00Z'),
  timeZone: 'Europe/Prague',
  venue: { name: 'Rudolfinum', city: 'Praha' },
  sequence: 3,
  status: 'scheduled' as const,
};
const admission = {
  id: 'a'.repeat(24),
  code,
  title: 'Stalls',
  seat: 'A5',
  place: 4,
  name: 'Zoë Łukasz',
  show,
};

interface Read {
  pages: number;
  text: string;
  code?: string;
}

async function read(document: Parameters<typeof admissionPdf>[0]): Promise<Read> {
  const script = join(__dirname, '../testing/fixtures/read-page.mjs');
  const input = await admissionPdf(document);
  return JSON.parse(execFileSync(process.execPath, [script], { input, encoding: 'utf8' })) as Read;
}

describe('the page of an admission', () => {
  it('is one with the code, which a decoder reads back, and all that a steward asks for', async () => {
    const { pages, text, code: decoded } = await read(admission);
    expect({ pages, decoded }).toEqual({ pages: 1, decoded: code });
    for (const part of ['Requiem', 'Sunday', '4 May 2031', '20:00:00', 'Rudolfinum', 'Seat A5', 'Zoë Łukasz'])
      expect(text.replace(/\s+/g, ' ')).toContain(part);
  });

  it('stays one however long the names are', async () => {
    const long = 'Überlänge '.repeat(200);
    const { venue } = show;
    const { pages, code: decoded } = await read({
      ...admission,
      title: long,
      name: long,
      show: { ...show, title: long, venue: { ...venue, address: long } },
    });
    expect({ pages, decoded }).toEqual({ pages: 1, decoded: code });
  });

  it('of a void one has no code', async () => {
    const { code: decoded, text } = await read({ ...admission, code: undefined });
    expect(decoded).toBeUndefined();
    expect(text).toContain('void');
  });
});

describe('the QR of a code', () => {
  it('is an SVG of at most 41 modules, in its quiet zone', async () => {
    const [, size] = /viewBox="0 0 (\d+) \1"/.exec(await admissionQr(code)) ?? [];
    expect(Number(size)).toBe(41 + 2 * 4);
  });
});

describe('the calendar of an admission', () => {
  const lines = (text: string) => text.replace(/\r\n /g, '').split('\r\n');

  it('has the show, with the sequence that tells of its moves', () => {
    const entry = lines(admissionCalendar(admission));
    expect(entry).toEqual(
      expect.arrayContaining([
        'METHOD:PUBLISH',
        `UID:admission-${admission.id}@ticketing`,
        'SEQUENCE:3',
        'DTSTART:20310504T180000Z',
        'SUMMARY:Requiem',
        'LOCATION:Rudolfinum\\, Praha',
        'STATUS:CONFIRMED',
      ]),
    );
  });

  it('has when the show begins and ends, whatever the clocks of its zone do meanwhile', () => {
    const times = fc.record({
      timeZone: fc.constantFrom(...clockZones),
      halfYear: fc.nat(30),
      minutes: fc.integer({ min: -240, max: 240 }),
      duration: fc.integer({ min: 1, max: 600 }),
    });
    /** As iCalendar writes an instant (RFC 5545, 3.3.5). */
    const stamp = (time: Date) => time.toISOString().replace(/[-:]|\.000/g, '');
    fc.assert(
      fc.property(times, ({ timeZone, halfYear, minutes, duration }) => {
        const startsAt = new Date(findClockChange(timeZone, halfYear) + minutes * 60_000);
        const endsAt = new Date(startsAt.getTime() + duration * 60_000);
        const entry = lines(
          admissionCalendar({ ...admission, show: { ...show, timeZone, startsAt, endsAt } }),
        );
        expect(entry).toContain(`DTSTART:${stamp(startsAt)}`);
        expect(entry).toContain(`DTEND:${stamp(endsAt)}`);
      }),
    );
  });

  it('takes the entry away when the show is off', () => {
    const entry = lines(admissionCalendar({ ...admission, show: { ...show, status: 'cancelled' } }));
    expect(entry).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED']));
  });
});
