import { useTestDatabase } from '@ticketing/common/testing';
import { Place, placeId } from '../models/place';
import { Ticket } from '../models/ticket';
import { TicketAvailabilityLoader } from '../ticket-availability';
import { PlacePicker } from './place-picker';

useTestDatabase();

describe('places that another order took first', () => {
  it('are read anew where the database fails to tell which, and nobody waits for ever', async () => {
    const places = { size: 2, quantity: 2, freed: 0 };
    const { id } = await new Ticket({ title: 'Concert', price: 20, userId: 'seller', places }).save();
    const ticket = (await new TicketAvailabilityLoader().find(id))!;
    const picker = new PlacePicker();
    const picked = await picker.pick(ticket, 2);
    const next = picker.pick(ticket, 1);
    await Place.create({ _id: placeId(id, 0) });
    jest.spyOn(Place, 'find').mockImplementationOnce(() => {
      throw new Error('not primary');
    });
    await picked!.settle('taken');
    expect((await next)?.places).toEqual([1]);
  });
});
