import { execFileSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

const MEBIBYTE = 1024 * 1024;
const ROOMY = 2_048 * MEBIBYTE;

/** A folder in memory of its own size, which can be made full and roomy again. Needs root on Linux. */
export class SmallDisk {
  private constructor(private readonly folder: string) {}

  /** @returns undefined where such a folder can't be had */
  static mount(folder: string): SmallDisk | undefined {
    try {
      mkdirSync(folder, { recursive: true });
      quietly('mount', '-t', 'tmpfs', '-o', `size=${ROOMY},mode=0755`, 'faults', folder);
      return new SmallDisk(folder);
    } catch {
      return undefined;
    }
  }

  /** Takes away what an earlier run may have left. */
  static unmount(folder: string): void {
    try {
      quietly('umount', folder);
    } catch {
      // Nothing was mounted there.
    }
  }

  /** No file can have one page more than it has. */
  fill(): void {
    const { blocks, bfree, bsize } = statfsSync(this.folder);
    try {
      this.resize((blocks - bfree) * bsize);
    } catch {
      // It has taken some more meanwhile.
    }
  }

  /** There is room again. */
  free(): void {
    this.resize(ROOMY);
  }

  unmount(): void {
    SmallDisk.unmount(this.folder);
  }

  private resize(bytes: number): void {
    quietly('mount', '-o', `remount,size=${bytes}`, this.folder);
  }
}

function quietly(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: 'ignore' });
}
