import { parseUuid } from '@ticketing/common/forms';
import { deterministicUuid } from './deterministic-uuid';

describe('a uuid made from a name', () => {
  it('is the same for the same parts, in any process', () => {
    expect(deterministicUuid('event', 'user', 'EMAIL')).toBe(deterministicUuid('event', 'user', 'EMAIL'));
    expect(deterministicUuid('event', 'user', 'EMAIL')).toMatchInlineSnapshot(
      `"f5d844f2-d575-5cef-aa93-1425993d7402"`,
    );
  });

  it('is another for other parts, however they are cut', () => {
    const made = [['a', 'b'], ['ab'], ['a', 'b', ''], ['', 'ab'], ['b', 'a'], ['1:a|1:b']];
    expect(new Set(made.map((parts) => deterministicUuid(...parts))).size).toBe(made.length);
  });

  it('is a uuid of version 5', () => {
    const uuid = deterministicUuid('x');
    expect(parseUuid(uuid)).toBe(uuid);
    expect([uuid[14], '89ab'.includes(uuid[19] ?? '')]).toEqual(['5', true]);
  });
});
