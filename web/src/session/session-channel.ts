const channel = new BroadcastChannel('session');

/** Tells the other tabs of this browser who is signed in from now on; null: nobody. */
export function announceSession(userId: string | null): void {
  channel.postMessage(userId);
}

/** Calls back when another tab has signed somebody in or out, until the returned function is called. */
export function onSessionAnnounced(listener: (userId: string | null) => void): () => void {
  const heard = ({ data }: MessageEvent<string | null>): void => listener(data);
  channel.addEventListener('message', heard);
  return () => channel.removeEventListener('message', heard);
}
