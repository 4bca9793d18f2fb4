import { startInbox } from './inbox';

/** The inbox as a process of its own, on HOST (127.0.0.1), PORT (8025) and SMTP_PORT (1025), until a signal ends it. */
async function main(): Promise<void> {
  const { HOST = '127.0.0.1', PORT = '8025', SMTP_PORT = '1025' } = process.env;
  const inbox = await startInbox({ host: HOST, port: Number(PORT), smtpPort: Number(SMTP_PORT) });
  process.stdout.write(`Messages are shown at ${inbox.url} and taken at ${inbox.smtpUrl}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void inbox.stop().then(() => process.exit(0)));
  }
}

void main();
