/**
 * Bull names its connection when it begins to process, and leaves a failure of that to nobody: the end of the process, for
 * example when it is told to stop while Redis doesn't answer.
 *
 * @param queue a Bull queue, before it begins to process
 */
export function ignoreSetWorkerNameError(queue: object): void {
  const bull = queue as { setWorkerName(): Promise<unknown> };
  const setName = bull.setWorkerName.bind(bull);
  bull.setWorkerName = () => setName().catch(() => undefined);
}
