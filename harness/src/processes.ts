import { readFileSync } from 'node:fs';

interface State {
  services: { service: string; pid: number | null }[];
}

/** Ids of the processes of a service that run at the moment, in the system that is tested. */
export function findProcesses(service: string): number[] {
  const { services } = JSON.parse(readFileSync(process.env['TEST_STATE_FILE'] ?? '', 'utf8')) as State;
  return services.flatMap((each) => (each.service === service && each.pid !== null ? [each.pid] : []));
}
