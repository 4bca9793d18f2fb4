import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, readStartTime } from './pids';

/**
 * Runs `work` while this process alone holds the lock folder at `path`; other processes wait their turn.
 * A lock whose holder died is taken over.
 */
export async function withLock<R>(path: string, onWait: () => void, work: () => Promise<R>): Promise<R> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!tryTake(path)) {
    if (!told) onWait();
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function tryTake(path: string): boolean {
  const holder = join(path, 'holder');
  try {
    mkdirSync(path);
  } catch {
    if (holderIsGone(holder)) rmSync(path, { recursive: true, force: true });
    return false;
  }
  writeFileSync(holder, `${process.pid} ${readStartTime(process.pid) ?? ''}`);
  return true;
}

function holderIsGone(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Made a moment ago and not yet signed, or just released: not ours to judge.
    return false;
  }
  const [pid = '', ...start] = text.split(' ');
  return !isAlive({ pid: Number(pid), startTime: start.join(' ') || undefined });
}
