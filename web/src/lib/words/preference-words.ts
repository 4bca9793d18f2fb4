import type { PreferenceChannel, PreferenceKind } from '../api/types';

export const kindWords: Record<PreferenceKind, { label: string; detail: string }> = {
  order: { label: 'My orders', detail: 'Reserved, about to expire, ended, complete' },
  ticket: { label: 'My tickets', detail: 'Reserved, free again, sold' },
  payment: { label: 'Payments', detail: 'Paid and refunded' },
  support: { label: 'Help desk', detail: 'Answers to what you reported' },
  broadcast: { label: 'News', detail: 'Announcements to everybody' },
};
export const kinds = Object.keys(kindWords) as PreferenceKind[];

export const channelWords: Record<PreferenceChannel, string> = {
  EMAIL: 'Mail',
  SMS: 'Text message',
  SLACK: 'Slack',
};
export const channels = Object.keys(channelWords) as PreferenceChannel[];
