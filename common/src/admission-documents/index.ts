import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { create, toString } from 'qrcode';
import { MARGIN, newPage } from './page';

/** What an admission's documents say. */
export interface AdmissionDocument {
  readonly id: string;
  /** None once it is void. */
  readonly code?: string | undefined;
  /** Of what was bought. */
  readonly title: string;
  readonly seat?: string | undefined;
  /** Its number among the places of what was bought, from 0. */
  readonly place: number;
  /** Who holds it. */
  readonly name: string;
  readonly show?: DocumentShow | undefined;
}

/** The show that an admission is to. */
export interface DocumentShow {
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt?: Date | null | undefined;
  readonly doorsAt?: Date | null | undefined;
  /** IANA name. */
  readonly timeZone: string;
  readonly venue: {
    readonly name: string;
    readonly address?: string | undefined;
    readonly city?: string | undefined;
    readonly country?: string | undefined;
  };
  readonly sequence: number;
  readonly status: 'scheduled' | 'cancelled';
}

/** 15 % of a code may be covered; more would make its modules smaller. */
const CORRECTION = { errorCorrectionLevel: 'M' } as const;
/** Modules of white around a code, by ISO/IEC 18004. */
const QUIET_ZONE = 4;
const QR_POINTS = 240;

/** The QR of a code, as SVG. */
export function admissionQr(code: string): Promise<string> {
  return toString(code, { ...CORRECTION, type: 'svg', margin: QUIET_ZONE });
}

/** When a show begins, as its venue's clocks tell it, with the zone. */
export function showTime(time: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long', timeZone }).format(time);
}

const countries = new Intl.DisplayNames('en', { type: 'region' });

/** Where a show is, in one line. */
export function venueLine({ name, address, city, country }: DocumentShow['venue']): string {
  return [name, address, city, country && /^[A-Z]{2}$/.test(country) ? countries.of(country) : country]
    .filter(Boolean)
    .join(', ');
}

/** One A4 page with the code of an admission and what it is to. */
export function admissionPdf(admission: AdmissionDocument): Promise<Buffer> {
  const { code, title, seat, place, name, show } = admission;
  const { document, line, end } = newPage(show?.title ?? title);
  line(show?.title ?? title, 24, 'bold');
  if (show) {
    line(showTime(show.startsAt, show.timeZone), 13);
    if (show.doorsAt) line(`Doors open ${showTime(show.doorsAt, show.timeZone)}`, 11);
    line(venueLine(show.venue), 13);
    line(title, 13);
  }
  line(seat ? `Seat ${seat}` : `Place ${place + 1}`, 18, 'bold');
  line(name, 13);
  document.moveDown();
  if (code) drawQr(document, code);
  else line('This admission is void.', 18, 'bold');
  return end();
}

function drawQr(document: PDFKit.PDFDocument, code: string): void {
  const { modules } = create(code, CORRECTION);
  const module = QR_POINTS / modules.size;
  const left = (document.page.width - QR_POINTS) / 2;
  const top = document.y + QUIET_ZONE * module;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) document.rect(left + column * module, top + row * module, module, module);
  document.fill('black');
  document.y = top + QR_POINTS + QUIET_ZONE * module;
  document.x = MARGIN;
  document
    .font('text')
    .fontSize(7)
    .text(code.match(/.{1,38}/g)!.join('\n'), { align: 'center' });
}

/** A calendar with the show, iCalendar (RFC 5545); the entry of an admission keeps its UID, and its sequence is the show's. */
export function admissionCalendar({
  id,
  code,
  title,
  seat,
  show,
}: AdmissionDocument & { show: DocumentShow }): string {
  const isOff = show.status === 'cancelled' || !code;
  const calendar = ical({
    prodId: { company: 'Ticketing', product: 'Admissions' },
    method: isOff ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `admission-${id}@ticketing`,
    sequence: show.sequence,
    start: show.startsAt,
    ...(show.endsAt && { end: show.endsAt }),
    summary: show.title,
    location: venueLine(show.venue),
    description: [title, ...(seat ? [`Seat ${seat}`] : [])].join('\n'),
    status: isOff ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}
