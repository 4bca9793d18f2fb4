import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the children when their parent is gone, however it went: a shell that reads the parent's pipe sees its end also
 * after a kill -9. Children get TERM, then KILL ten seconds later. One watchdog serves all children of a process.
 */
const script = `
trap '' INT TERM HUP
children=''
while read -r what pid; do
  if [ "$what" = add ]; then children="$children $pid"; continue; fi
  left=''
  for child in $children; do [ "$child" = "$pid" ] || left="$left $child"; done
  children=$left
done
[ -n "$children" ] || exit 0
kill -TERM $children 2>/dev/null
for tenth in $(seq 100); do
  alive=''
  for child in $children; do kill -0 "$child" 2>/dev/null && alive="$alive $child"; done
  [ -n "$alive" ] || exit 0
  sleep 0.1
done
kill -KILL $alive 2>/dev/null
`;

let watchdog: ChildProcess | undefined;
let watched = 0;

/** Has the child ended when this process ends; returns what calls that off. */
export function watch(pid: number): () => void {
  if (!watchdog || watchdog.exitCode !== null) {
    // In a process group of its own, so that a Ctrl-C in the terminal doesn't reach it.
    watchdog = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    watchdog.stdin?.on('error', () => undefined);
    watchdog.unref();
    (watchdog.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }
  const { stdin } = watchdog;
  stdin?.write(`add ${pid}\n`);
  watched += 1;
  let over = false;
  return () => {
    if (over) return;
    over = true;
    watched -= 1;
    stdin?.write(`remove ${pid}\n`);
    if (watched === 0) {
      stdin?.end();
      watchdog = undefined;
    }
  };
}
