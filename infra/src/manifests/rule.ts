import type { ManifestObject } from './objects';

export interface RuleOptions {
  /** Whether images may write their own files, as those do that follow changes of the sources. */
  live: boolean;
  /** Secrets that there will be, and the keys of each. */
  secrets: Readonly<Record<string, readonly string[]>>;
}

/** What the schemas can't say. Takes all objects of a rendering; tells what is wrong, as lines. */
export type Rule = (objects: readonly ManifestObject[], options: RuleOptions) => string[];
