import { TimeLimitError, within } from './within';

describe('within', () => {
  it('gives what the work gives, or throws', async () => {
    expect(await within(1_000, () => 'at once')).toBe('at once');
    expect(await within(1_000, () => Promise.resolve('later'))).toBe('later');
    const failing = within(1_000, () => {
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
  });

  it('waits no longer than it is told', async () => {
    await expect(within(1, () => new Promise(() => undefined))).rejects.toBeInstanceOf(TimeLimitError);
  });
});
