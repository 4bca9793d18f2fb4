/** What can be found wrong. */
export type FindingKind =
  /** Acknowledged and not there. */
  | 'lost'
  /** There, and nobody asked for it. */
  | 'unexpected'
  /** There more often than it was asked for. */
  | 'duplicate'
  | 'double sale'
  /** A read model is not where its owner is, or versions are missing between. */
  | 'gap'
  | 'early expiry'
  | 'missing expiry'
  /** Taken, and neither delivered nor dead. */
  | 'vanished'
  /** An event without a commit, a commit without its event, or one that was never sent. */
  | 'outbox'
  | 'hold'
  /** An order that costs something else than its places did when it was placed. */
  | 'price'
  /** Somebody in a waiting list was passed over, or offered something twice. */
  | 'line'
  /** A place that is free, though it was refused to somebody or somebody waits for it. */
  | 'idle place'
  | 'cursor'
  | 'money'
  | 'help desk'
  | 'dead letter'
  /** A place without its one code, or with two. */
  | 'code'
  /** A code that admitted twice, or what a gate asked that nobody knows of. */
  | 'entry'
  /** A session that had ended, or that of a suspended account, was accepted. */
  | 'ended session'
  /** It took longer than stated, or never came back. */
  | 'slow to heal';

/** One thing that is wrong. */
export interface Finding {
  /** The invariant that it breaks: I1 to I17. */
  readonly invariant: string;
  readonly kind: FindingKind;
  readonly text: string;
  /** What it is recognised by at the next look, where the text may be another by then. */
  readonly about?: string;
}

/** What a finding is recognised by. */
export function identity({ about, text }: Finding): string {
  return about ?? text;
}

/** What is worth counting but not wrong. */
export interface Counts {
  /** Not acknowledged, and done nevertheless. */
  recovered: number;
  /** Uuids a provider took twice because nobody could know of the first time. */
  unclearRepeats: number;
  /** Notifications that ended as DEAD. */
  dead: number;
}

/** What a check came to. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly counts: Counts;
}
