import type { NewTicket, Ticket } from '../../lib/api/types';

/** When a ticket is sold, as far as that is still to come. @param now milliseconds since the epoch */
export function timesToCome(
  { saleStartsAt, saleEndsAt }: Pick<Ticket, 'saleStartsAt' | 'saleEndsAt'>,
  now: number,
): Pick<NewTicket, 'saleStartsAt' | 'saleEndsAt'> {
  const isToCome = (time: string | undefined): boolean => time !== undefined && Date.parse(time) > now;
  return {
    ...(isToCome(saleStartsAt) && { saleStartsAt }),
    ...(isToCome(saleEndsAt) && { saleEndsAt }),
  };
}
