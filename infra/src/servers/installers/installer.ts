export interface InstallContext {
  /** The file to write; it is moved into the cache only after it has been shown to run. */
  target: string;
  /** An empty folder to work in, removed afterwards. */
  workDir: string;
  /** Folder that outlives the attempt, for what several binaries share (a toolchain). */
  cacheDir: string;
  log: (line: string) => void;
}

/** Obtains a server's binary in one of several ways. */
export interface Installer {
  name: string;
  /**
   * Writes the binary to `target`, or, where a package manager puts it in a place of its own, returns that path.
   * @throws Error whose message says why it can't be obtained like this here.
   */
  install(context: InstallContext): Promise<string | void>;
}
