import { cutPage, parsePage, sendPage, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import { query } from 'express-validator';
import { presentTicket, ticketProjection, type TicketRow } from '../models/present-ticket';
import { Ticket } from '../models/ticket';
import { toFilter, type ListQuery, toPosition, SORTS, toSort, type TicketSort } from './list-filter';

/** Characters of a search, at the most. */
const MAX_QUERY = 100;

const priceParameter = (name: string) =>
  query(name)
    .optional()
    .isString()
    .withMessage(`${name} must be given once`)
    .bail()
    .isFloat({ min: 0 })
    .withMessage(`${name} must be a number, 0 or more`);

/** `GET /api/tickets`: what is for sale, for everybody. */
export function listTicketsRouter(): Router {
  const router = Router();
  router.get(
    '/api/tickets',
    query('q')
      .optional()
      .custom((value: unknown) => typeof value === 'string' && value.length <= MAX_QUERY)
      .withMessage(`q must be text of up to ${MAX_QUERY} characters`),
    priceParameter('minPrice'),
    priceParameter('maxPrice'),
    query('sort')
      .optional()
      .custom((value: unknown) => SORTS.some((sort) => sort === value))
      .withMessage(`sort must be one of ${SORTS.join(', ')}`),
    validateRequest,
    async (req, res) => {
      const page = parsePage(req);
      const list = readQuery(req.query as Record<string, string | undefined>);
      const rows = await Ticket.find(toFilter(list, page), ticketProjection)
        .sort(toSort(list.sort))
        .limit(page.limit + 1)
        .lean<TicketRow[]>();
      const { items, nextAfter } = cutPage(rows, page.limit, toPosition(list.sort));
      sendPage(req, res, items.map(presentTicket), { nextAfter });
    },
  );
  return router;
}

function readQuery({ q, minPrice, maxPrice, sort }: Record<string, string | undefined>): ListQuery {
  return {
    q: q?.trim() || undefined,
    minPrice: minPrice === undefined ? undefined : Number(minPrice),
    maxPrice: maxPrice === undefined ? undefined : Number(maxPrice),
    sort: (sort as TicketSort | undefined) ?? 'newest',
  };
}
