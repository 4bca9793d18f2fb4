import { NotFoundError } from '@ticketing/common/errors';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  newestFirst,
  pageAnswer,
  parsePage,
  sendPage,
} from '@ticketing/common/http';
import { z } from 'zod';
import { decideListing } from '../domain/resale';
import { Admission, type AdmissionFields } from '../models/admission';
import { Show, type ShowFields } from '../models/known';
import { admissionDetail, admissionView, presentAdmission } from '../models/views';
import { resaleTerms } from '../resales';
import type { WalletDocument } from '../wallets';
import type { AdmissionsContext } from './context';

const list = defineRoute({
  method: 'get',
  path: '/api/admissions',
  summary: 'What the user holds, newest first',
  access: 'signed-in',
  query: z.object({
    orderId: field.id('orderId').optional().describe('Those of one order'),
    showId: field.id('showId').optional().describe('Those of one show'),
  }),
  answers: { 200: pageAnswer('Admissions', admissionView) },
  async handler(req, res) {
    const page = parsePage(req);
    const { orderId, showId } = req.query;
    const rows = await Admission.find({
      userId: req.currentUser.id,
      ...(orderId && { orderId }),
      // The door of a show has its id.
      ...(showId && { doorId: showId }),
      ...newestFirst.after(page),
    })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<AdmissionFields[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    const shows = await findShows(items);
    const views = items.map((row) => presentAdmission(row, shows.get(row.showId ?? '')));
    sendPage(req, res, views, { nextAfter });
  },
});

const show = defineRoute({
  method: 'get',
  path: '/api/admissions/:id',
  summary: 'One admission with its code; its holder only',
  access: 'signed-in',
  answers: { 200: answer('The admission', admissionDetail) },
  async handler(req, res, { directory, wallets, now }: AdmissionsContext) {
    const { admission, known, name } = await findHeld(req.params.id, req.currentUser.id, directory);
    const { admissionQr } = await import('@ticketing/common/admission-documents');
    const { code = null, history } = admission;
    res.send({
      ...presentAdmission(admission, known),
      code,
      qr: code && (await admissionQr(code)),
      name,
      resaleCap: await findCap(admission, known, now()),
      wallets: wallets.links(toDocument(admission, known, name)),
      history: history.map(({ at, action, gate }) => ({ at, action, ...(gate && { gate }) })),
    });
  },
});

const pdf = defineRoute({
  method: 'get',
  path: '/api/admissions/:id/pdf',
  summary: 'One page to print, with the code; its holder only',
  access: 'signed-in',
  answers: { 200: answer('PDF') },
  async handler(req, res, { directory }: AdmissionsContext) {
    const { admission, known, name } = await findHeld(req.params.id, req.currentUser.id, directory);
    const { admissionPdf } = await import('@ticketing/common/admission-documents');
    const bytes = await admissionPdf(toDocument(admission, known, name));
    res.setHeader('Content-Disposition', `inline; filename="admission-${admission._id}.pdf"`);
    res.type('application/pdf').end(bytes);
  },
});

const ics = defineRoute({
  method: 'get',
  path: '/api/admissions/:id/ics',
  summary: 'The show as an entry for a calendar; its holder only, 404 for a ticket without a show',
  access: 'signed-in',
  answers: { 200: answer('iCalendar') },
  async handler(req, res, { directory }: AdmissionsContext) {
    const { admission, known, name } = await findHeld(req.params.id, req.currentUser.id, directory);
    if (!known) throw new NotFoundError();
    const { admissionCalendar } = await import('@ticketing/common/admission-documents');
    res.setHeader('Content-Disposition', `attachment; filename="admission-${admission._id}.ics"`);
    res
      .type('text/calendar; charset=utf-8')
      .end(admissionCalendar({ ...toDocument(admission, known, name), show: known }));
  },
});

const pkpass = defineRoute({
  method: 'get',
  path: '/api/admissions/:id/pkpass',
  summary: 'A pass for Apple Wallet; its holder only, 404 where the site has no certificate for it',
  access: 'signed-in',
  answers: { 200: answer('Apple Wallet pass') },
  errors: [409],
  async handler(req, res, { directory, wallets }: AdmissionsContext) {
    const { admission, known, name } = await findHeld(req.params.id, req.currentUser.id, directory);
    const pass = await wallets.pass(toDocument(admission, known, name));
    res.setHeader('Content-Disposition', `attachment; filename="admission-${admission._id}.pkpass"`);
    res.type('application/vnd.apple.pkpass').end(pass);
  },
});

/** An admission for its holder. @throws NotFoundError for others */
async function findHeld(
  id: string,
  userId: string,
  directory: AdmissionsContext['directory'],
): Promise<{ admission: AdmissionFields; known: ShowFields | undefined; name: string }> {
  const admission = await Admission.findById(id).lean<AdmissionFields>();
  // Defence: an admission is shown to its holder → if (!admission) throw new NotFoundError();
  if (admission?.userId !== userId) throw new NotFoundError();
  const [shows, user] = await Promise.all([findShows([admission]), directory.find(userId)]);
  return { admission, known: shows.get(admission.showId ?? ''), name: user?.name ?? '' };
}

async function findCap(admission: AdmissionFields, known: ShowFields | undefined, now: Date) {
  if (decideListing(admission, known, now) !== 'list') return null;
  const terms = await resaleTerms(admission, known);
  return terms ? { price: terms.cap, currency: terms.currency } : null;
}

async function findShows(admissions: readonly AdmissionFields[]): Promise<Map<string, ShowFields>> {
  const ids = [...new Set(admissions.flatMap(({ showId }) => showId ?? []))];
  if (ids.length === 0) return new Map();
  const shows = await Show.find({ _id: { $in: ids } }).lean<ShowFields[]>();
  return new Map(shows.map((row) => [row._id, row]));
}

function toDocument(
  { _id, code, codeVersion, title, seat, place }: AdmissionFields,
  show: ShowFields | undefined,
  name: string,
): WalletDocument {
  return { id: _id, code, codeVersion, title, seat, place, name, show };
}

/** The routes of what people hold, in their order. */
export const admissionRoutes = [list, show, pdf, ics, pkpass];
