import { ApiClient, baseUrl, eventually, mailsTo } from '@ticketing/harness';
import { strFromU8, unzipSync } from 'fflate';
import mongoose from 'mongoose';
import { askForDeletion, endTwoWeeks, leaveTraces, others } from './testing/erasure';
import { Stored } from './testing/stored';

let stored: Stored;
beforeAll(async () => {
  stored = await Stored.connect(process.env['TEST_STATE_FILE'] ?? '');
});
afterAll(() => stored.close());

/** The archive of everything that is kept of somebody, by its files. */
async function download({ credentials }: ApiClient): Promise<Map<string, unknown>> {
  return eventually(async () => {
    const response = await fetch(`${baseUrl()}/api/users/me/export`, { headers: credentials });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    expect(response.headers.get('content-type')).toContain('application/zip');
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    return new Map(
      Object.entries(files).map(([name, bytes]) => [name, JSON.parse(strFromU8(bytes)) as unknown]),
    );
  }, 60_000);
}

/** The collections that have something with the person's id or address, as `service.collection`. */
async function collectionsAbout({ id, email }: ApiClient): Promise<string[]> {
  return [...(await stored.readAll())]
    .filter(([place]) => /^\w+\.\w+$/.test(place))
    .filter(([, content]) => content.includes(id) || content.toLowerCase().includes(email))
    .map(([place]) => place);
}

describe('a copy that its owner asks for', () => {
  it('has, or says why it leaves out, every collection with something of the person', async () => {
    const name = 'Ambrose Fennimore';
    const person = await ApiClient.signUp({ name, verified: true });
    const { id: orderId } = await leaveTraces(person, name, stored);
    const ticket = await person.sell();
    const files = await download(person);
    expect(files.get('auth/users.json')).toMatchObject([{ id: person.id, email: person.email, name }]);
    expect(files.get('tickets/tickets.json')).toMatchObject([{ id: ticket.id }]);
    expect(files.get('orders/orders.json')).toMatchObject([{ id: orderId }]);
    expect(files.get('support/support_tickets.json')).toMatchObject([{ title: `Help for ${name}` }]);
    expect(files.get('support/comments.json')).toMatchObject([{ text: `This is ${name}` }]);
    expect(files.get('notifications/notifications.json')).toContainEqual(
      expect.objectContaining({ text: `Note of ${name}` }),
    );
    expect(JSON.stringify([...files])).not.toContain('argon2');
    const contents = files.get('contents.json') as Record<
      string,
      { copied: string[]; leftOut: Record<string, string> }
    >;
    const declared = Object.entries(contents).flatMap(([service, { copied, leftOut }]) =>
      [...copied, ...Object.keys(leftOut)].map((each) => `${service}.${each}`),
    );
    const undeclared = (await collectionsAbout(person)).filter((place) => !declared.includes(place));
    expect(undeclared).toEqual([]);
    await eventually(async () => {
      expect((await mailsTo(person.email)).map(({ subject }) => subject)).toContain(
        'The copy of your data is ready',
      );
    }, 60_000);
  }, 180_000);
});

describe('an account that its owner deletes', () => {
  it('leaves address and name in no database, Redis, dead letter, inbox or log', async () => {
    const name = 'Zephyrine Quillfeather';
    const person = await ApiClient.signUp({ name, role: 'engineer', verified: true });
    const { id: orderId } = await leaveTraces(person, name, stored);
    await download(person);
    await askForDeletion(person);
    const before = await stored.findPlaces(person.email);
    expect(before).toEqual(
      expect.arrayContaining([...others, 'auth'].map((service) => expect.stringContaining(`${service}.`))),
    );

    await endTwoWeeks(person, stored);
    await eventually(async () => {
      expect(await stored.findPlaces(person.email)).toEqual([]);
      expect(await stored.findPlaces(name)).toEqual([]);
    }, 60_000);
    const [order] = await stored
      .collection('orders', 'orders')
      .find({ _id: new mongoose.Types.ObjectId(orderId) })
      .toArray();
    expect(order).toMatchObject({ userId: person.id });
    expect((await mailsTo(person.email)).map(({ subject }) => subject)).toContain('Your account is deleted');
    await expect(ApiClient.signIn(person.email, 'a good password')).rejects.toThrow('400');
  }, 240_000);
});
