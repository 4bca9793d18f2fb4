import { Turns } from './turns';

it('runs one task after another, in the order in which they came', async () => {
  const turns = new Turns();
  const steps: string[] = [];
  const task = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    steps.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([turns.run(task('a')), turns.run(task('b'))])).toEqual(['a', 'b']);
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it('goes on after a task that fails, whose error is its caller’s alone', async () => {
  const turns = new Turns();
  const failed = turns.run(() => Promise.reject(new Error('no')));
  const next = turns.run(() => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
