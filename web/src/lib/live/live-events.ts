import type { EventSourceMessage } from 'eventsource-parser';
import { withLocalTimes } from '../words/format';
import { pathOfKind } from '../router/inbox-path';

export type LiveKind = 'ticket' | 'order' | 'admission' | 'notification' | 'support' | 'account';

/** Something that changed, as far as a page needs to know in order to load it anew. */
export interface LiveChange {
  kind: LiveKind | 'resync';
  /** The id of what changed; null when any of its kind may have. */
  id: string | null;
}

/** Something that happened in the room of a ticket's page. */
export interface RoomEvent {
  kind: 'joined' | 'left' | 'said' | 'looking';
  ticketId: string;
  looking?: number;
  user?: { id: string; name: string };
  message?: { id: string; text: string };
  /** Whether who speaks sells the ticket. */
  seller?: true;
}

export interface LiveToast {
  id: string;
  text: string;
  detail?: string;
  href?: string;
}

/** What an event of the stream means for the page. */
export interface LiveMeaning {
  changes: LiveChange[];
  /** How many messages are unread, when the event says so. */
  unread?: number;
  /** The server is about to end the stream and asks to come back after this many milliseconds. */
  closing?: { reason: string; retryMs: number };
  toast?: LiveToast;
  room?: RoomEvent;
}

/** What a toast shows of a text, in characters; all of it is in the inbox. */
const longestDetail = 160;

type Fields = Record<string, unknown>;

function parseFields(data: string): Fields {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}

const toNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Reads an event; one that isn't known changes nothing, so that the server may add kinds. */
export function readEvent({ event, data }: EventSourceMessage): LiveMeaning {
  const fields = parseFields(data);
  switch (event) {
    case 'hello':
      return readHello(fields);
    case 'resync':
      return { changes: [{ kind: 'resync', id: null }] };
    case 'closing':
      return {
        changes: [],
        closing: { reason: text(fields.reason) ?? '', retryMs: toNumber(fields.retryMs) ?? 0 },
      };
    case 'read':
      return withUnread([{ kind: 'notification', id: null }], fields);
    case 'payment':
      return { changes: [{ kind: 'order', id: text(fields.orderId) ?? null }] };
    case 'ticket':
    case 'order':
    case 'admission':
    case 'support':
    case 'account':
      return { changes: [{ kind: event, id: text(fields.id) ?? null }] };
    case 'notification':
      return readNotification(fields);
    case 'room.joined':
    case 'room.left':
    case 'room.looking':
    case 'room.said':
      return readRoom(event.slice('room.'.length) as RoomEvent['kind'], fields);
    default:
      return { changes: [] };
  }
}

function withUnread(changes: LiveChange[], fields: Fields): LiveMeaning {
  const unread = toNumber(fields.unread);
  return { changes, ...(unread !== undefined && { unread }) };
}

/** What changed between a page's loading and the start of its stream is in the states that come with the greeting. */
function readHello(fields: Fields): LiveMeaning {
  const tickets: unknown[] = Array.isArray(fields.tickets) ? fields.tickets : [];
  const changes = tickets.flatMap((ticket): LiveChange[] => {
    const id = text((ticket as Fields | null)?.id);
    return id === undefined ? [] : [{ kind: 'ticket', id }];
  });
  return withUnread(changes, fields);
}

function readNotification(fields: Fields): LiveMeaning {
  const changes: LiveChange[] = [{ kind: 'notification', id: text(fields.id) ?? null }];
  const title = text(fields.subject) ?? text(fields.message) ?? text(fields.text);
  const id = text(fields.id);
  if (title === undefined || id === undefined) return { changes };
  const body = text(fields.subject) === undefined ? undefined : (text(fields.message) ?? text(fields.text));
  const said = body === undefined ? undefined : withLocalTimes(body);
  const detail =
    said !== undefined && said.length > longestDetail ? `${said.slice(0, longestDetail)}…` : said;
  const href = localPath(fields.path) ?? pathOfKind(text(fields.kind) ?? '');
  return {
    changes,
    toast: { id, text: title, ...(detail !== undefined && { detail }), ...(href !== undefined && { href }) },
  };
}

/** A path of this site; anything else isn't followed. */
export function localPath(value: unknown): string | undefined {
  const path = text(value);
  return path !== undefined && path.startsWith('/') && !path.startsWith('//') ? path : undefined;
}

function readRoom(kind: RoomEvent['kind'], fields: Fields): LiveMeaning {
  const ticketId = text(fields.ticketId);
  if (ticketId === undefined) return { changes: [] };
  const user = fields.user as { id?: unknown; name?: unknown } | undefined;
  const [userId, name] = [text(user?.id), text(user?.name)];
  const [id, said] = [text(fields.id), text(fields.text)];
  return {
    changes: [],
    room: {
      kind,
      ticketId,
      ...(typeof fields.looking === 'number' && { looking: fields.looking }),
      ...(userId !== undefined && { user: { id: userId, name: name ?? 'Someone' } }),
      ...(fields.seller === true && { seller: true as const }),
      ...(kind === 'said' && id !== undefined && said !== undefined && { message: { id, text: said } }),
    },
  };
}
