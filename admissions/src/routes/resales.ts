import { answer, defineRoute, field } from '@ticketing/common/http';
import { z } from 'zod';
import { presentResale, resaleView } from '../models/views';
import type { AdmissionsContext } from './context';

const list = defineRoute({
  method: 'post',
  path: '/api/admissions/:id/resale',
  summary: 'Put an admission up for sale again; its holder only',
  description:
    'It is sold by a ticket with `resaleOf`. The code stays good until somebody orders it, is void while they may pay, ' +
    'and good again if they don’t. A check-in or an accepted transfer withdraws it.',
  access: 'signed-in',
  body: z.object({ price: field.price() }).meta({ id: 'NewResale' }),
  example: { price: 20 },
  answers: { 201: answer('The resale', resaleView) },
  errors: [409],
  async handler(req, res, { resales }: AdmissionsContext) {
    const resale = await resales.list(req.params.id, req.body.price, req.currentUser.id);
    res.status(201).send(presentResale(resale));
  },
});

const withdraw = defineRoute({
  method: 'delete',
  path: '/api/admissions/:id/resale',
  summary: 'Sell it no more; 409 while somebody buys it',
  access: 'signed-in',
  answers: { 204: answer('Withdrawn') },
  errors: [409],
  async handler(req, res, { resales }: AdmissionsContext) {
    await resales.withdraw(req.params.id, req.currentUser.id);
    res.status(204).end();
  },
});

/** The routes of admissions that are sold again, in their order. */
export const resaleRoutes = [list, withdraw];
