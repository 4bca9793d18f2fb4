import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportingServices, Subjects } from '@ticketing/common/contracts';
import { projectRoot } from '../../paths';

/** The subjects of a service's publishers, and what every service publishes by those of common. */
export function publishedBy(service: string): string[] {
  const folder = join(projectRoot, service, 'src');
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?!.*(\.spec\.|testing|__mocks__)).*\.ts$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(
        /extends Publisher<\w+> \{\s+readonly subject = Subjects\.(\w+);/g,
      ),
    ])
    .map(([, name]) => Subjects[name as keyof typeof Subjects]);
  const isExporting = exportingServices.some((name) => name === service);
  return [...own, Subjects.AuditRecorded, ...(isExporting ? [Subjects.ExportPartAdded] : [])];
}
