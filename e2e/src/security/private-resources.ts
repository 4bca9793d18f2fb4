import { randomUUID } from 'node:crypto';
import { bearer } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { ApiClient, eventually } from '@ticketing/harness';
import type { Operation } from './documents';
import { jwtKey, type RawAnswer, send } from './send';

/** Somebody who has one of everything, none of which is anybody else's business. */
export class PrivateResources {
  private constructor(
    readonly user: ApiClient,
    /** What she has, by the path of what shows it; a path's first parameter is its id. */
    private readonly owned: Readonly<Record<string, string>>,
  ) {}

  static async prepare(): Promise<PrivateResources> {
    const [user, seller, admin] = await Promise.all([
      ApiClient.signUp(),
      ApiClient.signUp(),
      ApiClient.admin(),
    ]);
    const ticket = await user.sell();
    const show = await user.post<{ id: string }>('/api/shows', {
      title: 'Concert',
      startsAt: '2030-05-01T19:30:00Z',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Hall' },
    });
    const order = await user.reserve((await seller.sell()).id);
    // Otherwise it would wait for the next engineer who is approved, and be theirs to see.
    await approveEngineer();
    const report = await user.post<{ id: string }>('/crm/api/v1/tickets', {
      title: 'Private',
      description: 'Nobody else is to read this',
    });
    await eventually(async () => {
      const { body } = await user.get<{ assignee: string | null }>(`/crm/api/v1/tickets/${report.body.id}`);
      if (body.assignee === null) throw new Error('nobody is assigned yet');
    }, 20_000);
    const mail = { type: 'EMAIL', receiver: user.email, message: 'Private', uuid: randomUUID() };
    const notification = await admin.post<{ id: string }>('/notification', mail);
    const broadcast = await admin.post<{ jobId: string }>('/api/notifications/broadcasts', {
      message: 'Hello',
      audience: 'engineers',
    });
    const admission = await insertAdmission(user.id);
    const sessions = await user.get<{ id: string }[]>('/api/users/me/sessions');
    const owned = {
      '/api/users/me/passkeys/{id}': await insertPasskey(user.id),
      '/api/users/me/sessions/{id}': sessions.body[0]?.id ?? '',
      '/api/users/{id}': user.id,
      '/api/tickets/{id}': ticket.id,
      '/api/shows/{id}': show.body.id,
      '/api/orders/{id}': order.id,
      '/api/orders/sold/{showId}': await insertShowTicket(user.id, show.body.id),
      '/api/waiting-list/{id}': await insertWaitingEntry(user.id),
      '/api/payments/{id}': await insertPayment(user.id),
      ...admission,
      '/crm/api/v1/tickets/{id}': report.body.id,
      '/api/notifications/{id}': notification.body.id,
      '/api/notifications/dead-letters/{id}': notification.body.id,
      '/api/notifications/broadcasts/{jobId}': broadcast.body.jobId,
      '/api/notifications/reports/{id}': await insertRoomReport(user.id),
    };
    const missing = Object.entries(owned).filter(([, id]) => typeof id !== 'string');
    if (missing.length > 0)
      throw new Error(`nothing was made for ${missing.map(([path]) => path).join(', ')}`);
    return new PrivateResources(user, owned);
  }

  /** The id of hers that a route would show or change; `undefined` when the route is of nobody's. */
  idFor({ path }: Pick<Operation, 'path'>): string | undefined {
    if (/^\/api\/ops\/\w+\/dead-letters\//.test(path)) return new mongoose.Types.ObjectId().toHexString();
    return Object.entries(this.owned).find(([own]) => path === own || path.startsWith(`${own}/`))?.[1];
  }

  /** What must appear in no answer to anybody else; her ticket is for sale and her show announced, both public. */
  get secrets(): string[] {
    const hidden = Object.entries(this.owned).filter(
      ([path]) =>
        ![
          ...['/api/users/{id}', '/api/tickets/{id}', '/api/shows/{id}', '/api/door/{showId}'],
          '/api/orders/sold/{showId}',
        ].includes(path),
    );
    return [this.user.email, ...hidden.map(([, id]) => id)];
  }

  /** Everything she sees of what she has, to be compared with later. */
  async state(): Promise<Record<string, unknown>> {
    const shown = [
      '/api/tickets/{id}',
      '/api/shows/{id}',
      '/api/orders/{id}',
      '/api/payments/{id}',
      '/crm/api/v1/tickets/{id}',
      '/api/admissions/{id}',
    ];
    const pages = await Promise.all(
      shown.map(async (path): Promise<[string, object]> => {
        const { body } = await this.user.get<object>(path.replace('{id}', this.owned[path] ?? ''));
        // An order runs out by itself, and a report is told of by mail; neither is anybody's doing.
        return [
          path,
          {
            ...body,
            status: undefined,
            version: undefined,
            updatedAt: undefined,
            cancelReason: undefined,
            notifications: undefined,
          },
        ];
      }),
    );
    const { body: me } = await this.user.get('/api/users/currentuser');
    return { ...Object.fromEntries<unknown>(pages), me };
  }
}

/** Opens an engineer's account and puts it in force. */
async function approveEngineer(): Promise<ApiClient> {
  const engineer = await ApiClient.signUp({ role: 'engineer' });
  const { status } = await (
    await ApiClient.admin()
  ).patch(`/api/users/${engineer.id}`, { status: 'approved' });
  if (status !== 200) throw new Error(`approving answered ${status}`);
  return engineer;
}

function insertPasskey(userId: string): Promise<string> {
  return insert('auth', 'passkeys', {
    userId: new mongoose.Types.ObjectId(userId),
    name: 'My key',
    credentialId: randomUUID(),
    publicKey: Buffer.from('key'),
    counter: 0,
    createdAt: new Date(),
  });
}

/** A ticket of her show, as orders knows it. @returns the show */
async function insertShowTicket(userId: string, showId: string): Promise<string> {
  const terms = { showId };
  await insert('orders', 'tickets', { title: 'Stalls', price: 20, userId, terms, version: 0 });
  return showId;
}

/** Something of hers that was reported. */
function insertRoomReport(author: string): Promise<string> {
  return insert('notifications', 'room_reports', {
    messageId: randomUUID(),
    ticketId: new mongoose.Types.ObjectId().toHexString(),
    author,
    text: 'Private',
    saidAt: new Date(),
    createdAt: new Date(),
    reporters: [author],
    status: 'open',
  });
}

function insertWaitingEntry(userId: string): Promise<string> {
  const ticketId = new mongoose.Types.ObjectId().toHexString();
  return insert('orders', 'waiting_entries', {
    ticketId,
    userId,
    quantity: 1,
    number: 1,
    status: 'waiting',
    createdAt: new Date(),
  });
}

function insertPayment(userId: string): Promise<string> {
  const id = () => new mongoose.Types.ObjectId();
  return insert('payments', 'payments', {
    orderId: id().toHexString(),
    ticketId: id().toHexString(),
    userId,
    attempt: 1,
    idempotencyKey: randomUUID(),
    amountCents: 2_000,
    currency: 'usd',
    tokenHash: 'x',
    status: 'succeeded',
    blocking: true,
    version: 1,
    stripeId: `pi_${randomUUID()}`,
    checks: 0,
    history: [],
    createdAt: new Date(),
  });
}

/** An admission to a show of hers, which she gives to somebody and went in with, and a message to its holders. */
async function insertAdmission(userId: string): Promise<Record<string, string>> {
  const id = () => new mongoose.Types.ObjectId().toHexString();
  const [admissionId, ticketId, showId, checkInId] = [id(), id(), id(), id()];
  const [at, title] = [new Date(), 'Private'];
  await insert('admissions', 'shows', {
    _id: showId,
    userId,
    title,
    startsAt: at,
    endsAt: null,
    doorsAt: null,
    timeZone: 'UTC',
    venue: { name: 'Hall' },
    status: 'scheduled',
    sequence: 0,
    version: 0,
  });
  await insert('admissions', 'admissions', {
    _id: admissionId,
    orderId: id(),
    ticketId,
    showId,
    doorId: showId,
    title,
    place: 0,
    userId,
    buyerId: userId,
    sellerId: userId,
    status: 'used',
    codeVersion: 0,
    code: 'CODE',
    version: 1,
    sequence: 1,
    createdAt: at,
    checkedIn: { id: checkInId, at },
    history: [],
  });
  await insert('admissions', 'checkins', {
    _id: checkInId,
    admissionId,
    doorId: showId,
    result: 'admitted',
    at,
    offline: false,
    byUserId: userId,
  });
  // A path that names both a door and a message is filled with one id.
  await insert('admissions', 'door_messages', {
    _id: new mongoose.Types.ObjectId(showId),
    doorId: showId,
    showId,
    title,
    subject: title,
    text: title,
    status: 'DONE',
    total: 1,
    told: 1,
    createdAt: at,
    finishedAt: at,
  });
  const transfer = {
    admissionId,
    title,
    fromUserId: userId,
    email: 'nobody@example.com',
    status: 'offered',
    createdAt: at,
  };
  return {
    '/api/admissions/{id}': admissionId,
    '/api/check-ins/{id}': checkInId,
    '/api/door/{showId}': showId,
    '/api/transfers/{id}': await insert('admissions', 'transfers', transfer),
  };
}

async function insert(database: string, collection: string, document: object): Promise<string> {
  const uri = new URL(process.env['TEST_MONGO_URI'] ?? '');
  uri.pathname = `/${database}`;
  const connection = await mongoose.createConnection(uri.toString()).asPromise();
  const { insertedId } = await connection.collection(collection).insertOne(document);
  await connection.close();
  return String(insertedId);
}

/** Somebody else, with an account of their own. */
export class Attacker {
  private constructor(private readonly headers: Record<string, string>) {}

  static async customer(): Promise<Attacker> {
    const { id, email } = await ApiClient.signUp();
    return new Attacker({ authorization: bearer({ id, email }, jwtKey()) });
  }

  /** An engineer in force, whose role every service has heard of. */
  static async engineer(): Promise<Attacker> {
    const { id, email } = await approveEngineer();
    const engineer = new Attacker({
      authorization: bearer({ id, email, role: 'engineer', status: 'approved' }, jwtKey()),
    });
    await eventually(async () => {
      const { text } = await engineer.send('GET', '/api/users/currentuser');
      if (!text.includes('approved')) throw new Error('not approved yet');
    });
    return engineer;
  }

  static async admin(): Promise<Attacker> {
    const { id, email } = await ApiClient.admin();
    return new Attacker({ authorization: bearer({ id, email, role: 'admin' }, jwtKey()) });
  }

  static visitor(): Attacker {
    return new Attacker({});
  }

  send(method: string, path: string, body?: unknown): Promise<RawAnswer> {
    return send(method, path, { headers: this.headers, ...(body === undefined ? {} : { body }) });
  }
}
