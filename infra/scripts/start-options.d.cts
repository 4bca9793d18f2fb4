/** What `npm start` was asked for. */
export interface RunOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** Folder of stores, logs and state; the project's `.data` if not given. */
  dataDir?: string;
  reset: boolean;
  /** Fill an empty system with a shop at work. */
  demoData?: true;
  /** Replicas per service where not 1. */
  replicas: Record<string, number>;
  /** Only these services; all if not given. */
  services?: string[];
}

export class UsageError extends Error {}

export function parseOptions(args: readonly string[], known?: readonly string[]): RunOptions;

export function checkPort(options: RunOptions): Promise<void>;
