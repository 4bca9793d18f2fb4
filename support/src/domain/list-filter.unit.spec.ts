import { listFilter } from './list-filter';
import type { Actor } from './rights';

const customer: Actor = { id: 'rita', role: 'customer', status: 'approved' };
const engineer: Actor = { id: 'eve', role: 'engineer', status: 'approved' };
const admin: Actor = { id: 'ada', role: 'admin', status: 'approved' };

describe('a list', () => {
  it('holds a customer’s own', () => {
    expect(listFilter(customer, {})).toEqual({ reporter: 'rita' });
  });

  it('holds an engineer’s assigned and own', () => {
    expect(listFilter(engineer, {})).toEqual({ $or: [{ reporter: 'eve' }, { assignee: 'eve' }] });
  });

  it('holds only their own for an engineer who is not approved', () => {
    expect(listFilter({ ...engineer, status: 'pending' }, {})).toEqual({ reporter: 'eve' });
  });

  it('holds all for an admin', () => {
    expect(listFilter(admin, {})).toEqual({});
  });

  it('is narrowed, never widened, by what is asked for', () => {
    expect(listFilter(customer, { status: ['OPEN'], priority: 1, assignee: null })).toEqual({
      reporter: 'rita',
      status: { $in: ['OPEN'] },
      ticketPriority: 1,
      assignee: null,
    });
  });

  it('is searched by beginnings of words, whatever signs are typed', () => {
    expect(listFilter(admin, { q: 'Trans.* (error)' })).toEqual({ words: { $all: [/^trans/, /^error/] } });
    expect(listFilter(admin, { q: '***' })).toEqual({});
  });
});
