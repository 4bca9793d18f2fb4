export interface ObtainContext {
  /** The file to write; it is moved into the cache only after it has been shown to run. */
  target: string;
  /** An empty folder to work in, removed afterwards. */
  workDir: string;
  /** Folder that outlives the attempt, for what several binaries share (a toolchain). */
  cacheDir: string;
  log: (line: string) => void;
}

/** One way of obtaining a server's binary. */
export interface Way {
  name: string;
  /**
   * Writes the binary to `target`, or, where a package manager puts it in a place of its own, returns that path.
   * @throws Error whose message says why this way can't be gone here.
   */
  obtain(context: ObtainContext): Promise<string | void>;
}
