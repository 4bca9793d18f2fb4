import type { OutgoingChannel } from '../domain/notification';
import type { PreferenceKind } from '../domain/preferences';
import { escapeHtml } from './escape';

interface Choice {
  kind: PreferenceKind;
  channel: OutgoingChannel;
}

const kinds: Record<PreferenceKind, string> = {
  ticket: 'the tickets you sell',
  order: 'your orders',
  payment: 'your payments',
  support: 'your support tickets',
  broadcast: 'announcements',
};

const channels: Record<OutgoingChannel, string> = {
  EMAIL: 'mails',
  SLACK: 'Slack messages',
  SMS: 'text messages',
};

/** Asks once more. @param action where the form is sent */
export function formPage(choice: Choice, action: string): string {
  return page(
    'Unsubscribe',
    `<p>Do you want no more ${said(choice)}?</p>
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">Unsubscribe</button>
</form>`,
  );
}

/** Says that it is done. */
export function donePage(choice: Choice): string {
  return page(
    'Unsubscribed',
    `<p>You will get no more ${said(choice)}. You can turn them on again in your settings.</p>`,
  );
}

function said({ kind, channel }: Choice): string {
  return `${channels[channel]} about ${kinds[kind]}`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font-family:system-ui,sans-serif;line-height:1.5;margin:3rem auto;max-width:32rem;padding:0 1rem}
button{font:inherit;padding:.5rem 1rem}</style></head>
<body><main><h1>${title}</h1>
${body}
</main></body>
</html>
`;
}
