/* global document, URLSearchParams */
const EVERY_MS = 1000;
const SHOWN = 200;
const channel = document.getElementById('channel');
const names = Object.fromEntries([...channel.options].map(({ value, text }) => [value, text]));
const to = document.getElementById('to');
const status = document.getElementById('status');
const list = document.getElementById('messages');

let shown;

/** What a message says is only ever set as text, never as markup. */
function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function item(message) {
  const made = document.createElement('li');
  const from = message.from ? ` from ${message.from}` : '';
  const details = element('p', `${names[message.channel]} to ${message.to.join(', ')}${from}, `, 'details');
  const time = element('time', new Date(message.receivedAt).toLocaleTimeString());
  time.dateTime = message.receivedAt;
  details.append(time);
  made.append(
    element('h2', message.subject || `${names[message.channel]} message`),
    details,
    element('p', message.text, 'text'),
  );
  if (message.attachments)
    made.append(element('p', `Attached: ${message.attachments.join(', ')}`, 'details'));
  return made;
}

function show(messages) {
  // Replacing what hasn't changed would throw away a reader's place and selection.
  const what = JSON.stringify(messages);
  if (what === shown) return;
  shown = what;
  list.replaceChildren(...messages.map(item));
  const more = messages.length === SHOWN ? ' or more' : '';
  status.textContent =
    messages.length === 0
      ? 'No messages'
      : `${messages.length}${more} ${messages.length === 1 ? 'message' : 'messages'}`;
}

async function refresh() {
  const query = new URLSearchParams({ limit: String(SHOWN) });
  if (channel.value) query.set('channel', channel.value);
  if (to.value.trim()) query.set('to', to.value.trim());
  try {
    const response = await fetch(`api/messages?${query}`);
    if (!response.ok) throw new Error(String(response.status));
    show(await response.json());
  } catch {
    shown = undefined;
    status.textContent = 'The inbox does not answer. Is the system running?';
  }
}

async function keepFresh() {
  await refresh();
  setTimeout(keepFresh, EVERY_MS);
}

channel.addEventListener('change', refresh);
to.addEventListener('input', refresh);
document.getElementById('clear').addEventListener('click', async () => {
  await fetch('api/messages', { method: 'DELETE' });
  await refresh();
});
keepFresh();
