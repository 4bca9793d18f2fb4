import { createdAudience, isStaff, updatedAudience } from './support-audience';

const fact = { reporter: 'r', assignee: 'a', actor: 'r', changes: [] };

describe('who hears of a support ticket', () => {
  it('is reporter and assignee of a new one', () => expect(createdAudience(fact)).toEqual(['r', 'a']));
  it('is the reporter alone while nobody is assigned', () =>
    expect(createdAudience({ ...fact, assignee: null })).toEqual(['r']));
  it('is one person once who reports to themselves', () =>
    expect(createdAudience({ ...fact, assignee: 'r' })).toEqual(['r']));

  it('is everyone concerned by a change, each once', () => {
    const changes = [
      { field: 'assignee', from: 'former', to: 'a' },
      { field: 'title', from: 'x', to: 'y' },
    ];
    expect(updatedAudience({ ...fact, actor: 'admin', changes })).toEqual(['r', 'a', 'former', 'admin']);
    expect(updatedAudience({ ...fact, actor: 'a', changes })).toEqual(['r', 'a', 'former']);
  });

  it('is nobody from before a first assignment, and nobody for the platform itself', () => {
    const changes = [{ field: 'assignee', from: null, to: 'a' }];
    expect(updatedAudience({ ...fact, actor: null, changes })).toEqual(['r', 'a']);
  });
});

it('counts approved engineers and admins as staff', () => {
  expect(isStaff({ role: 'engineer', status: 'approved' })).toBe(true);
  expect(isStaff({ role: 'admin', status: 'approved' })).toBe(true);
  expect(isStaff({ role: 'engineer', status: 'pending' })).toBe(false);
  expect(isStaff({ role: 'customer', status: 'approved' })).toBe(false);
});
