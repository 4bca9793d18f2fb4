import type { RoomEvent } from '../../lib/live/live-events';

export interface RoomMessage {
  id: string;
  name: string;
  text: string;
  mine: boolean;
}

export interface RoomState {
  /** People on the page, oneself included; null until the server has said. */
  looking: number | null;
  messages: RoomMessage[];
}

export const emptyRoom: RoomState = { looking: null, messages: [] };

/** Messages kept in view. */
const kept = 50;

/** The room after an event; the same event twice changes nothing the second time. */
export function roomAfter(state: RoomState, event: RoomEvent): RoomState {
  const looking = event.looking ?? state.looking;
  if (event.kind !== 'said' || event.message === undefined) return { ...state, looking };
  const { id, text } = event.message;
  if (state.messages.some((message) => message.id === id)) return state;
  const message = { id, text, name: event.user?.name ?? 'Someone', mine: false };
  return { looking, messages: [...state.messages, message].slice(-kept) };
}

/** The room after oneself has said something. */
export function roomAfterOwn(state: RoomState, message: { id: string; text: string }): RoomState {
  if (state.messages.some(({ id }) => id === message.id)) return state;
  return { ...state, messages: [...state.messages, { ...message, name: 'You', mine: true }].slice(-kept) };
}
