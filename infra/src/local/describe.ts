import type { RunningSystem } from './system';
import { table } from './table';

/** What a person wants to know of a system that has just come up; the address comes last. */
export function describeSystem(system: RunningSystem, shorten: (file: string) => string): string[] {
  const { state, secrets, layout, absent } = system;
  const lines = [
    '',
    ...table([
      ['SERVICE', 'PID', 'ADDRESS', 'LOG'],
      ...state.services.map(({ service, replica, pid, url, logFile }) => [
        `${service}-${replica}`,
        String(pid ?? '-'),
        url,
        shorten(logFile),
      ]),
      ...state.servers.map(({ name, pid, url, logFile }) => [
        name,
        String(pid ?? '-'),
        url,
        shorten(logFile),
      ]),
    ]),
    '',
  ];
  if (absent.length > 0) lines.push(`Not here: ${absent.join(', ')}`);
  if (state.internalNotificationsUrl) lines.push(internalLine(state.internalNotificationsUrl));
  lines.push(
    `Inbox (mail, Slack, SMS): ${state.inboxUrl}`,
    `Admin: ${secrets.adminEmail} / ${secrets.adminPassword} (kept in ${shorten(layout.secrets)})`,
    `Reservations are held for ${state.expirationWindowSeconds} s. Ctrl-C stops everything; npm run demo shows it at work.`,
    '',
    state.baseUrl,
  );
  return lines;
}

function internalLine(url: string): string {
  const usual = new URL(url).port === '8020';
  return `Notifications, internal port: ${url}${usual ? '' : ' (8020 is in use)'}`;
}
