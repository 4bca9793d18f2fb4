import { isIP } from 'node:net';
import { parseEmailAddress, parseObjectId, parseUuid } from '@ticketing/common/forms';
import {
  clientNetwork,
  cutPage,
  defineRoute,
  pageAnswer,
  parsePage,
  sendCsv,
  sendPage,
} from '@ticketing/common/http';
import { isValidObjectId } from 'mongoose';
import { z } from 'zod';
import { AuditEntry, type StoredEntry } from '../models/audit-entry';
import { User, withAddress } from '../models/user';
import type { AuditLog } from '../services/audit-log';

/** What the routes work with. */
export interface AuditContext {
  readonly audit: AuditLog;
}

const WORD_MAX = 100;
const word = (name: string) => {
  const message = `${name} must be text of at most ${WORD_MAX} characters`;
  return z.string(message).max(WORD_MAX, message).optional();
};

const time = (name: string) =>
  z.iso.datetime({ offset: true, message: `${name} must be a time by ISO 8601` }).optional();

/** Entries of a file, at the most; the newest. */
const MAX_EXPORTED = 100_000;

const changed = z.record(z.string(), z.string()).optional();
const person = z
  .object({ name: z.string(), email: z.string() })
  .optional()
  .describe('As the account is now; absent where there is none with this id');
const entryView = z
  .object({
    id: z.string(),
    sequence: z.int().min(1),
    action: z.string(),
    actor: z.string().nullable().describe('Who did it; null when nobody was signed in'),
    actorAccount: person,
    subject: z.string().nullable().describe('The account it was done to, or the id of what else it was'),
    subjectAccount: person,
    at: z.date(),
    address: z.string().optional(),
    userAgent: z.string().optional(),
    correlationId: z.string().optional(),
    before: changed,
    after: changed,
    count: z.int().optional().describe('How often within the minute, where that is counted together'),
    previous: z.string().describe('The hash of the entry before'),
    hash: z.string().describe('SHA-256 of this entry, the hash of the one before in it'),
  })
  .meta({ id: 'AuditEntry' });

const listQuery = z.object({
  actor: word('actor').describe('Only what this account did; its id or address'),
  subject: word('subject').describe(
    'Only what was done to this account, by its id or address, or to what else has this id',
  ),
  action: word('action').describe('Only this action'),
  address: word('address').describe('Only from this address, or from the network it belongs to'),
  from: time('from').describe('Only what was done then or later'),
  until: time('until').describe('Only what was done before'),
  format: z.enum(['json', 'csv'], 'format must be json or csv').optional(),
});

const list = defineRoute({
  method: 'get',
  path: '/api/ops/auth/audit',
  summary: 'Who did what to whom, newest first, for admins',
  description: `With \`format=csv\` the newest ${MAX_EXPORTED.toLocaleString('en')} entries as a file, which is itself noted in the log.`,
  access: 'admin',
  query: listQuery,
  answers: { 200: pageAnswer('Entries', entryView) },
  async handler(req, res, { audit }: AuditContext) {
    const { limit, after } = parsePage(req, {
      readAfter: (text) => (/^\d{1,15}$/.test(text) ? text : undefined),
    });
    await audit.seal();
    const filter = await toFilter(req.query);
    if (req.query.format === 'csv') {
      const typed = Object.fromEntries(Object.entries(req.query).filter(([name]) => name !== 'format'));
      // By id: an address would stay in the log when its account is erased.
      const { actor, subject } = filter;
      const asked = { ...typed, ...(actor && { actor }), ...(subject && { subject }) };
      const act = { action: 'audit.exported', actor: req.currentUser.id, subject: null };
      // Defence: who takes the audit log away is in it → ;
      await audit.record({ ...act, ...(Object.keys(asked).length > 0 && { after: asked }) }, req);
      await sendCsv(res, 'audit', columns, exportRows(filter));
      return;
    }
    const rows = await AuditEntry.find({
      ...filter,
      ...(after === undefined ? {} : { sequence: { $lt: Number(after) } }),
    })
      .sort({ sequence: -1 })
      .limit(limit + 1)
      .lean<StoredEntry[]>();
    const { items, nextAfter } = cutPage(rows, limit, ({ sequence }) => String(sequence));
    const people = await findPeople(items);
    const views = items.map(({ _id, ...entry }) => ({
      id: _id,
      ...entry,
      actorAccount: people.get(entry.actor ?? ''),
      subjectAccount: people.get(entry.subject ?? ''),
    }));
    sendPage(req, res, views, { nextAfter });
  },
});

async function toFilter({ action, address, from, until, ...parties }: z.infer<typeof listQuery>) {
  const [actor, subject] = await Promise.all([toId(parties.actor), toId(parties.subject)]);
  const at = {
    ...(from === undefined ? {} : { $gte: new Date(from) }),
    ...(until === undefined ? {} : { $lt: new Date(until) }),
  };
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(subject === undefined ? {} : { subject }),
    ...(action === undefined ? {} : { action }),
    ...(address === undefined ? {} : { address: toNetwork(address) }),
    ...(Object.keys(at).length > 0 ? { at } : {}),
  };
}

/** What is kept of an address; any other text is a network as the log has it. */
function toNetwork(text: string): string {
  const address = text.trim();
  return isIP(address) === 0 ? address : clientNetwork({ ip: address });
}

/** Stands for an address that no account has. */
const NOBODY = 'nobody';

/** The id of the account that has an address; any other text is an id, or what else stands for one. */
async function toId(text: string | undefined): Promise<string | undefined> {
  if (!text?.includes('@')) return parseObjectId(text) ?? parseUuid(text) ?? text;
  const email = parseEmailAddress(text.trim());
  const user = email ? await User.findOne(withAddress(email), { _id: 1 }).lean() : null;
  return user?._id.toHexString() ?? NOBODY;
}

/** The accounts that entries are of, by id. */
async function findPeople(entries: readonly StoredEntry[]) {
  const ids = new Set(entries.flatMap(({ actor, subject }) => [actor ?? '', subject ?? '']));
  const known = [...ids].filter((id) => isValidObjectId(id));
  const users = await User.find({ _id: { $in: known } }, { name: 1, email: 1 }).lean();
  return new Map(users.map(({ _id, name, email }) => [_id.toHexString(), { name, email }]));
}

const columns = [
  ...['sequence', 'at', 'action', 'actor', 'subject', 'address', 'userAgent', 'correlationId'],
  ...['before', 'after', 'count', 'previous', 'hash'],
];

async function* exportRows(filter: Awaited<ReturnType<typeof toFilter>>): AsyncGenerator<string[]> {
  const entries = AuditEntry.find(filter).sort({ sequence: -1 }).limit(MAX_EXPORTED);
  for await (const entry of entries.lean<StoredEntry[]>().cursor()) yield toCells(entry);
}

function toCells(entry: StoredEntry): string[] {
  const { sequence, at, action, actor, subject, before, after, count = 1 } = entry;
  const { address = '', userAgent = '', correlationId = '', previous, hash } = entry;
  return [
    ...[String(sequence), at.toISOString(), action, actor ?? '', subject ?? ''],
    ...[address, userAgent, correlationId, toText(before), toText(after), String(count), previous, hash],
  ];
}

const toText = (part: StoredEntry['before']): string => (part ? JSON.stringify(part) : '');

/** The routes of the audit log. */
export const auditRoutes = [list];
