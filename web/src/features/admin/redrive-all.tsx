import { type ReactNode, useState } from 'react';
import { errorMessage } from '../../lib/api/errors';
import type { Page } from '../../lib/api/client';
import type { Pages } from '../../lib/data/use-pages';
import { plural } from '../../lib/words/format';
import { ConfirmButton } from '../../ui/dialog';
import { showToast } from '../../ui/toast-store';

/** Letters of one press, at the most: whoever has more presses again. */
const MAX_LETTERS = 1_000;

interface RedriveAllProps<T> {
  pages: Pages<T>;
  load: (next: string | null, signal: AbortSignal) => Promise<Page<T>>;
  /** Resolves to the error when it failed again. */
  redrive: (id: string) => Promise<string | undefined>;
  onDone: () => void;
}

/** The ids of all that is there now: what fails again comes back to the list, and isn't tried twice. */
async function listIds<T extends { id: string }>(load: RedriveAllProps<T>['load']): Promise<string[]> {
  const { signal } = new AbortController();
  const ids: string[] = [];
  for (let next: string | null | undefined = null; next !== undefined && ids.length < MAX_LETTERS;) {
    const page: Page<T> = await load(next, signal);
    ids.push(...page.items.map(({ id }) => id));
    next = page.next ?? undefined;
  }
  return ids;
}

/** How many letters a list has, and a way to hand on all of them, one after the other. */
export function RedriveAll<T extends { id: string }>({
  pages,
  load,
  redrive,
  onDone,
}: RedriveAllProps<T>): ReactNode {
  const [progress, setProgress] = useState<{ done: number; of: number }>();
  const { total = '0' } = pages;
  if (progress === undefined && (pages.items === undefined || pages.items.length < 2)) return null;

  const run = async (): Promise<void> => {
    const ids = await listIds(load);
    const failures: string[] = [];
    const work = async (): Promise<void> => {
      for (const [done, id] of ids.entries()) {
        setProgress({ done, of: ids.length });
        const failure = await redrive(id).catch(errorMessage);
        if (failure !== undefined) failures.push(failure);
      }
    };
    // The dialog closes; how far it is stands on the page.
    void work().finally(() => {
      setProgress(undefined);
      onDone();
      const handed = ids.length - failures.length;
      showToast({
        text: `${handed} of ${ids.length} handed on`,
        ...(failures[0] !== undefined && { detail: `The others failed again: ${failures[0]}`, kind: 'bad' }),
      });
    });
  };
  return (
    <div className="row spread">
      <p className="soft" role="status">
        {progress === undefined
          ? `${plural(Number.parseInt(total, 10), 'letter')}${total.endsWith('+') ? ' and more' : ''}`
          : `Handing on ${progress.done + 1} of ${progress.of}…`}
      </p>
      <ConfirmButton
        label="Redrive all"
        question={`Redrive all ${total}?`}
        explanation="Each is handed on once more, one after the other. What fails again stays in this list."
        keepLabel="Not now"
        tone="plain"
        className="small"
        disabled={progress !== undefined}
        onConfirm={run}
      />
    </div>
  );
}
