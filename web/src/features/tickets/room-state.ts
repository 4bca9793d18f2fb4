import type { RoomEvent } from '../../lib/live/live-events';

export interface RoomMessage {
  id: string;
  name: string;
  text: string;
  mine: boolean;
  /** Who said it; of others only. */
  userId?: string;
  /** Whether the ticket is theirs. */
  seller?: true;
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
  const message = {
    id,
    text,
    name: event.user?.name ?? 'Someone',
    mine: false,
    ...(event.user !== undefined && { userId: event.user.id }),
    ...(event.seller && { seller: event.seller }),
  };
  return { looking, messages: [...state.messages, message].slice(-kept) };
}

/** The room once somebody is heard no more. */
export function roomWithout(state: RoomState, userId: string): RoomState {
  return { ...state, messages: state.messages.filter((message) => message.userId !== userId) };
}

/** The room after oneself has said something. */
export function roomAfterOwn(state: RoomState, message: { id: string; text: string }): RoomState {
  if (state.messages.some(({ id }) => id === message.id)) return state;
  return { ...state, messages: [...state.messages, { ...message, name: 'You', mine: true }].slice(-kept) };
}
