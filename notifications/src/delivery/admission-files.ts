import type { UserDirectory } from '@ticketing/common/roles';
import type { Attachment } from '../channels/provider';
import type { NotificationRow } from '../notification/notification';
import type { AdmissionReadModel, ReadModels, ShowReadModel } from '../read-models/read-models';

/** The admissions that a mail has attached, a PDF each, as they are now, and an entry for the calendar of each show. */
export class AdmissionFiles {
  constructor(
    private readonly readModels: Pick<ReadModels, 'admissions' | 'shows'>,
    private readonly directory: Pick<UserDirectory, 'find'>,
  ) {}

  /** @returns those that are still the user's to use */
  async attach({ userId = '', admissionIds = [] }: NotificationRow): Promise<Attachment[]> {
    const { admissions } = this.readModels;
    const mine = { _id: { $in: [...admissionIds] }, userId, status: { $ne: 'void' as const } };
    const rows = await admissions.collection.find(mine, { sort: { title: 1, place: 1 } }).toArray();
    const name = (await this.directory.find(userId))?.name ?? '';
    const pages = await Promise.all(rows.map((row, nth) => this.page(row, name, nth + 1)));
    const shows = new Map(
      rows.toReversed().flatMap((row) => (row.showId ? [[row.showId, row] as const] : [])),
    );
    const entries = await Promise.all([...shows].map(([showId, row]) => this.entry(row, showId, name)));
    return [
      ...pages,
      ...entries
        .filter((content) => content !== undefined)
        .map((content, nth) => ({
          filename: `calendar-${nth + 1}.ics`,
          contentType: 'text/calendar; charset=utf-8',
          content,
        })),
    ];
  }

  /** @returns nothing where the show isn't known */
  private async entry(
    { _id: id, title, seat, place, code }: AdmissionReadModel,
    showId: string,
    name: string,
  ): Promise<Buffer | undefined> {
    const show = await this.readModels.shows.find(showId);
    if (!show) return undefined;
    const { admissionCalendar } = await import('@ticketing/common/admission-documents');
    const document = { id, title, seat, place, code, name, show: documentShow(show) };
    return Buffer.from(admissionCalendar(document));
  }

  private async page(admission: AdmissionReadModel, name: string, number: number): Promise<Attachment> {
    // Loaded at the first use: its fonts weigh more than all else here.
    const { admissionPdf } = await import('@ticketing/common/admission-documents');
    const { _id: id, title, seat, place, code, showId } = admission;
    const show = showId && (await this.readModels.shows.find(showId));
    const content = await admissionPdf({
      id,
      title,
      seat,
      place,
      code,
      name,
      ...(show && { show: documentShow(show) }),
    });
    return { filename: `ticket-${number}.pdf`, contentType: 'application/pdf', content };
  }
}

function documentShow({ startsAt, endsAt, doorsAt, ...show }: ShowReadModel) {
  return {
    ...show,
    startsAt: new Date(startsAt),
    ...(endsAt && { endsAt: new Date(endsAt) }),
    ...(doorsAt && { doorsAt: new Date(doorsAt) }),
  };
}
