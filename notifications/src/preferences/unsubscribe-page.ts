import { escapeHtml } from '../channels/render';
import type { OutgoingChannel } from '../domain/notification';
import type { PreferenceKind } from '../domain/preferences';

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
</form>
<p class="soft">What you hear of, and how, is yours to choose in <a href="/preferences">Preferences</a>.</p>`,
  );
}

/** Says that it is done. */
export function donePage(choice: Choice): string {
  return page(
    'Unsubscribed',
    `<p>You will get no more ${said(choice)}. You can turn them on again in <a href="/preferences">Preferences</a>.</p>`,
  );
}

function said({ kind, channel }: Choice): string {
  return `${channels[channel]} about ${kinds[kind]}`;
}

/** The colours and measures are those of the browser client. */
const style = `:root{color-scheme:light dark;--ink:light-dark(#1c1d1f,#ececea);--soft:light-dark(#585a5e,#a9acb2);--accent:light-dark(#0f6b5c,#5cc9b3)}
*{box-sizing:border-box}
body{margin:0;background:light-dark(#f6f5f1,#151618);color:var(--ink);font:16px/1.5 'Inter','Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,sans-serif;overflow-wrap:anywhere}
header{padding:1rem 1.25rem;background:light-dark(#ffffff,#1e2023);border-bottom:1px solid light-dark(#dedbd2,#34373c)}
header a{color:inherit;font-weight:700;text-decoration:none}
main{margin:2rem auto;max-width:34rem;padding:0 1.25rem}
.card{background:light-dark(#ffffff,#1e2023);border:1px solid light-dark(#dedbd2,#34373c);border-radius:12px;padding:1.25rem}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 1rem}
p{margin:0 0 1rem}
p:last-child{margin-bottom:0}
.soft{color:var(--soft)}
a{color:var(--accent);text-underline-offset:.18em}
form{margin:0 0 1rem}
button{min-height:44px;padding:.45rem 1.1rem;border:0;border-radius:8px;background:var(--accent);color:light-dark(#ffffff,#0c2721);font:inherit;font-weight:600;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Ticketing</title>
<style>${style}</style></head>
<body><header><a href="/">Ticketing</a></header>
<main><h1>${title}</h1>
<div class="card">
${body}
</div>
</main></body>
</html>
`;
}
