import { Random } from './random';

const draw = (seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: 50 }, () => random.below(1_000));
};

describe('random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('pick by weight', () => {
    const random = new Random(1);
    const picked = Array.from({ length: 1_000 }, () => random.weighted({ often: 9, rarely: 1, never: 0 }));
    expect(picked).not.toContain('never');
    expect(picked.filter((each) => each === 'often').length).toBeGreaterThan(800);
    expect(picked).toContain('rarely');
  });

  it('sample different items, and all when there are too few', () => {
    const random = new Random(1);
    expect(new Set(random.sample([1, 2, 3, 4], 3)).size).toBe(3);
    expect(random.sample([1, 2], 3).sort()).toEqual([1, 2]);
  });

  it('make uuids', () => {
    expect(new Random(1).uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
