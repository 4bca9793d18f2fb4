import { inParallel } from '@ticketing/harness';
import { fill, loadOperations, nameOperation, type Operation, sample } from './documents';
import { Attacker, PrivateResources } from './private-resources';

/** Routes whose path names nobody's: they show to all, or are about the caller. One more is a decision, and is entered here. */
const nobodys = [
  'DELETE /api/notifications/blocks/{userId}',
  'DELETE /api/notifications/preferences/addresses/{channel}',
  'GET /api/notifications/rooms/{ticketId}',
  'GET /api/queue/{showId}',
  'GET /api/shows/{id}',
  'GET /api/shows/{id}/image/{imageId}',
  'GET /api/tickets/{id}',
  'POST /api/notifications/rooms/{ticketId}/messages',
];

/** What the help desk reads of others. */
const readByStaff = ['GET /api/orders/{id}'];

describe('what is somebody else’s', () => {
  let resources: PrivateResources;
  let routes: Operation[] = [];

  beforeAll(async () => {
    resources = await PrivateResources.prepare();
    routes = (await loadOperations()).filter(
      (operation) => operation.path.includes('{') && !nobodys.includes(nameOperation(operation)),
    );
  });

  it('can be named to every route with an id: each has one of hers', () => {
    expect(routes.filter((route) => resources.idFor(route) === undefined).map(nameOperation)).toEqual([]);
    expect(routes.length).toBeGreaterThan(20);
  });

  it.each([
    ['a customer', [], () => Attacker.customer()],
    ['an engineer, but for an order,', readByStaff, () => Attacker.engineer()],
    ['a visitor', [], () => Promise.resolve(Attacker.visitor())],
  ])('is neither shown to %s nor changed by them', async (_who, shown: string[], attacker) => {
    const [mallory, before] = await Promise.all([attacker(), resources.state()]);
    const answers = await inParallel(routes, 8, async (route) => {
      const id = resources.idFor(route) ?? '';
      const { status, text } = await mallory.send(
        route.method,
        fill(route, () => id),
        route.body && sample(route.body),
      );
      const refused = [401, 403, 404].includes(status);
      const name = nameOperation(route);
      if (shown.includes(name) && status === 200) return `${name}: shown`;
      return `${name}: ${refused && !text.includes(resources.user.email) ? 'refused' : `${status} ${text}`}`;
    });
    // Without an assignee the help desk's engineers may not look either; the one who is assigned may.
    expect(answers).toEqual(
      routes.map(nameOperation).map((name) => `${name}: ${shown.includes(name) ? 'shown' : 'refused'}`),
    );
    expect(await resources.state()).toEqual(before);
  });

  it('is shown to herself, so that the refusals above mean something', async () => {
    // Not to her, or not without an account at Stripe or a certificate of Apple.
    const own = routes.filter(
      ({ method, path }) => method === 'GET' && !/broadcasts|client-secret|pkpass/.test(path),
    );
    for (const route of own) {
      const { status } = await resources.user.get(fill(route, () => resources.idFor(route) ?? ''));
      expect(`${nameOperation(route)}: ${status}`).toBe(`${nameOperation(route)}: 200`);
    }
  });
});
