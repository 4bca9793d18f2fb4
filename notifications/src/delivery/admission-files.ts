import type { UserDirectory } from '@ticketing/common/roles';
import type { Attachment } from '../channels/provider';
import type { NotificationRow } from '../notification/notification';
import type { AdmissionReplica, Replicas, ShowReplica } from '../replicas/replicas';

/** The admissions that a mail has attached, a PDF each, as they are now. */
export class AdmissionFiles {
  constructor(
    private readonly replicas: Pick<Replicas, 'admissions' | 'shows'>,
    private readonly directory: Pick<UserDirectory, 'find'>,
  ) {}

  /** @returns those that are still the user's to use */
  async attach({ userId = '', admissionIds = [] }: NotificationRow): Promise<Attachment[]> {
    const { admissions } = this.replicas;
    const mine = { _id: { $in: [...admissionIds] }, userId, status: { $ne: 'void' as const } };
    const rows = await admissions.collection.find(mine, { sort: { title: 1, place: 1 } }).toArray();
    const name = (await this.directory.find(userId))?.name ?? '';
    return Promise.all(rows.map((row, nth) => this.file(row, name, nth + 1)));
  }

  private async file(admission: AdmissionReplica, name: string, number: number): Promise<Attachment> {
    // Loaded at the first use: its fonts weigh more than all else here.
    const { admissionPdf } = await import('@ticketing/common/admission-documents');
    const { _id: id, title, seat, place, code, showId } = admission;
    const show = showId && (await this.replicas.shows.find(showId));
    const content = await admissionPdf({
      ...{ id, title, seat, place, code, name },
      ...(show && { show: documentShow(show) }),
    });
    return { filename: `ticket-${number}.pdf`, contentType: 'application/pdf', content };
  }
}

function documentShow({ startsAt, doorsAt, ...show }: ShowReplica) {
  return { ...show, startsAt: new Date(startsAt), ...(doorsAt && { doorsAt: new Date(doorsAt) }) };
}
