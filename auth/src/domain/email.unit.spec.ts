import { defaultName } from './email';
import { nameFault } from './display-name';

describe('the default name', () => {
  it('is one of many, which anybody may have', () => {
    const names = Array.from({ length: 50 }, defaultName);
    expect(new Set(names).size).toBeGreaterThan(40);
    for (const name of names) {
      expect(name).toMatch(/^Guest [0-9A-F]{4}$/);
      expect(nameFault(name)).toBeUndefined();
    }
  });
});
