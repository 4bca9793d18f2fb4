import { type Actor, mayReassign, mayTakePart } from './rights';

const actor = (id: string, role: Actor['role'], status: Actor['status'] = 'approved'): Actor => ({
  id,
  role,
  status,
});
const ticket = { reporter: 'rita', assignee: 'eve' };

describe('taking part in a ticket', () => {
  it.each([
    ['its reporter', actor('rita', 'customer'), true],
    ['its assignee', actor('eve', 'engineer'), true],
    ['an admin', actor('ada', 'admin'), true],
    ['another customer', actor('carl', 'customer'), false],
    ['another engineer', actor('ed', 'engineer'), false],
    ['an assignee who was suspended', actor('eve', 'engineer', 'suspended'), false],
    ['an assignee who became a customer', actor('eve', 'customer'), false],
    ['a reporter who was suspended', actor('rita', 'customer', 'suspended'), true],
    ['a suspended admin', actor('ada', 'admin', 'suspended'), false],
  ])('as %s: %#', (_who, who, allowed) => {
    expect(mayTakePart(who, ticket)).toBe(allowed);
  });
});

describe('giving a ticket to another engineer', () => {
  it.each([
    ['its assignee', actor('eve', 'engineer'), true],
    ['an admin', actor('ada', 'admin'), true],
    ['its reporter', actor('rita', 'customer'), false],
    ['a pending engineer', actor('eve', 'engineer', 'pending'), false],
    ['an engineer who reported it', actor('rita', 'engineer'), false],
  ])('as %s: %#', (_who, who, allowed) => {
    expect(mayReassign(who, ticket)).toBe(allowed);
  });
});
