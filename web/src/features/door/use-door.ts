import { useCallback, useEffect, useRef, useState } from 'react';
import { newIdempotencyKey } from '../../lib/api/client';
import { ApiError, isTemporary } from '../../lib/api/errors';
import { Vault } from '../../lib/data/vault';
import { checkIn, followDoor, listKeys, mergeCheckIns, type ShownCode, undoCheckIn } from './api';
import {
  decide,
  describeAnswer,
  type DoorList,
  loadVerifier,
  mergeDoor,
  readSigned,
  type UnsentCheckIn,
  type Verdict,
} from './door-list';

/** Milliseconds between two looks at what changed: what is void has to be known here within a second, too. */
const FOLLOW_MS = 500;
/** The same while the server doesn’t answer. */
const RETRY_MS = 2_000;
/** Check-ins of one request. */
const BATCH = 500;

export interface DoorState {
  list: DoorList | undefined;
  /** Why there is no list. */
  error: unknown;
  /** Whether the server answers. */
  online: boolean;
  /** Those let in that the server has yet to hear of. */
  unsent: readonly UnsentCheckIn[];
  /** Of this device's own: those whom another gate had let in already, found when they were sent. */
  doubles: number;
  check: (code: string, gate: string) => Promise<Verdict>;
  undo: (checkInId: string) => Promise<void>;
  retry: () => void;
}

/**
 * A door as this device knows it: it follows the server by its cursor, and goes on by what it knows while the server is away.
 * What it let in meanwhile is kept, encrypted, until the server has heard of it.
 */
export function useDoor(doorId: string, userId: string): DoorState {
  const vault = useRef(new Vault(userId));
  const list = useRef<DoorList>(undefined);
  const unsent = useRef<UnsentCheckIn[]>([]);
  const ready = useRef<Promise<void>>(undefined);
  const [shown, setShown] = useState<Pick<DoorState, 'list' | 'unsent'>>({ list: undefined, unsent: [] });
  const [error, setError] = useState<unknown>();
  const [online, setOnline] = useState(true);
  const [doubles, setDoubles] = useState(0);
  const [round, setRound] = useState(0);
  const retry = useCallback(() => setRound((before) => before + 1), []);
  const show = useCallback(() => setShown({ list: list.current, unsent: [...unsent.current] }), []);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    ready.current ??= load();

    async function load(): Promise<void> {
      // A browser that keeps nothing checks in all the same, while it is online.
      const [kept, left] = await Promise.all([
        vault.current.get('kept', doorId),
        vault.current.getAll('unsent', `${doorId}/`),
      ]).catch(() => [undefined, []] as const);
      list.current ??= kept as DoorList | undefined;
      const known = new Set(unsent.current.map(({ id }) => id));
      unsent.current = [...(left as UnsentCheckIn[]).filter(({ id }) => !known.has(id)), ...unsent.current];
      unsent.current.sort((a, b) => a.at.localeCompare(b.at));
    }

    async function send(): Promise<void> {
      while (unsent.current.length > 0) {
        const batch = unsent.current.slice(0, BATCH);
        const answers = await mergeCheckIns(batch.map(({ admissionId: _, ...sent }) => sent));
        const told = new Set(batch.map(({ id }) => id));
        unsent.current = unsent.current.filter(({ id }) => !told.has(id));
        setDoubles((before) => before + answers.filter(({ result }) => result !== 'admitted').length);
        for (const { id } of batch)
          await vault.current.delete('unsent', `${doorId}/${id}`).catch(() => undefined);
      }
    }

    async function follow(): Promise<void> {
      const keys = list.current?.keys ?? (await listKeys(signal));
      const before = list.current?.after;
      for (let more = true; more;) {
        const door = await followDoor(doorId, list.current?.after, signal);
        list.current = mergeDoor(list.current, door, keys);
        more = door.more;
      }
      if (list.current?.after !== before)
        await vault.current.put('kept', doorId, list.current).catch(() => undefined);
    }

    async function run(): Promise<void> {
      clearTimeout(timer);
      let pause = RETRY_MS;
      try {
        // A door that is shown can go on without a network.
        await Promise.all([ready.current, loadVerifier()]);
        if (list.current) show();
        await send();
        await follow();
        if (signal.aborted) return;
        setOnline(true);
        setError(undefined);
        pause = FOLLOW_MS;
      } catch (failure) {
        if (signal.aborted) return;
        setError(failure);
        setOnline(!isTemporary(failure));
        // Who may not look any more goes on by no list.
        if (failure instanceof ApiError && [401, 403, 404].includes(failure.status)) list.current = undefined;
      }
      show();
      timer = setTimeout(() => void run(), pause);
    }

    const again = (): void => void run();
    again();
    addEventListener('online', again);
    return () => {
      controller.abort();
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [doorId, round, show]);

  const check = useCallback(
    async (text: string, gate: string): Promise<Verdict> => {
      const id = newIdempotencyKey().slice(0, 24);
      const at = new Date();
      const sent: ShownCode = {
        id,
        code: text,
        showId: doorId,
        at: at.toISOString(),
        ...(gate !== '' && { gate }),
      };
      if (navigator.onLine) {
        try {
          const answer = await checkIn(sent);
          retry();
          return { ...describeAnswer(list.current, text, answer), id: answer.id ?? id, offline: false };
        } catch (failure) {
          const refused = failure instanceof ApiError && !isTemporary(failure) && failure.status < 500;
          if (refused || !list.current) throw failure;
        }
      }
      if (!list.current) throw new Error('This device has no list of this door yet');
      setOnline(false);
      const code = await readSigned(text, list.current.keys);
      if (!code) return { id, result: 'unknown', offline: true };
      const verdict = decide(list.current, unsent.current, code, at);
      if (verdict.result === 'admitted') {
        const made = { ...sent, admissionId: code.admissionId };
        unsent.current = [...unsent.current, made];
        // Kept before anybody is let in by it.
        await vault.current.put('unsent', `${doorId}/${id}`, made).catch(() => undefined);
        show();
      }
      return { ...verdict, id, offline: true };
    },
    [doorId, retry, show],
  );

  const undo = useCallback(
    async (checkInId: string): Promise<void> => {
      const own = unsent.current.some(({ id }) => id === checkInId);
      if (own) {
        unsent.current = unsent.current.filter(({ id }) => id !== checkInId);
        await vault.current.delete('unsent', `${doorId}/${checkInId}`).catch(() => undefined);
        return show();
      }
      await undoCheckIn(checkInId);
      retry();
    },
    [doorId, retry, show],
  );

  return { ...shown, error, online, doubles, check, undo, retry };
}
