import { exportedData, exportingServices, type ExportingService } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { z } from 'zod';

/** How many parts of a service's have come, and how many there are once its last has. */
interface ServiceProgress {
  received: number;
  total?: number;
}

/** The copy of an account's data that was asked for last; there is one for an account. */
export interface ExportFields {
  /** The account. */
  _id: string;
  /** Parts name it. */
  exportId: string;
  /** Encrypted; opens the parts. */
  privateKey: string;
  requestedAt: Date;
  /** When archive and key are removed. */
  expiresAt: Date;
  /** When the last part had come. */
  readyAt?: Date;
  services: Record<ExportingService, ServiceProgress>;
}

const exportSchema = new mongoose.Schema<ExportFields>(
  {
    _id: { type: String, required: true },
    exportId: { type: String, required: true },
    privateKey: { type: String, required: true },
    requestedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    readyAt: Date,
    services: { type: Object, required: true },
  },
  { versionKey: false },
);
exportSchema.index({ exportId: 1 }, { unique: true });
exportSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const Export = mongoose.model<ExportFields>('Export', exportSchema, 'exports');

/** A part of an archive, sealed as it came. */
export interface ExportPartFields {
  /** `<export> <service> <part>`. */
  _id: string;
  exportId: string;
  userId: string;
  service: ExportingService;
  part: number;
  sealed: string;
  expiresAt: Date;
}

const partSchema = new mongoose.Schema<ExportPartFields>(
  {
    _id: { type: String, required: true },
    exportId: { type: String, required: true },
    userId: { type: String, required: true },
    service: { type: String, required: true },
    part: { type: Number, required: true },
    sealed: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
partSchema.index({ exportId: 1, service: 1, part: 1 }, { unique: true });
partSchema.index({ userId: 1 });
partSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const ExportPart = mongoose.model<ExportPartFields>('ExportPart', partSchema, 'export_parts');

const time = z.string().meta({ format: 'date-time' });

/** A copy of one's data, and how far it is. */
export const exportView = z
  .object({
    id: z.string(),
    status: z.enum(['RUNNING', 'DONE']),
    progress: z.int().min(0).max(100).describe('Percent of the services whose data is there'),
    requestedAt: time,
    readyAt: time.optional(),
    expiresAt: time.describe('When the archive is removed'),
    services: z
      .array(z.object({ name: z.enum(exportingServices), adds: z.string(), isDone: z.boolean() }))
      .describe('A service that is away is waited for'),
  })
  .meta({ id: 'Export' });

/** What is told of an export. */
export function presentExport(row: ExportFields): z.infer<typeof exportView> {
  const services = exportingServices.map((name) => ({
    name,
    adds: exportedData[name],
    isDone: isComplete(row.services[name]),
  }));
  const done = services.filter(({ isDone }) => isDone).length;
  return {
    id: row.exportId,
    status: row.readyAt ? 'DONE' : 'RUNNING',
    progress: Math.floor((done / services.length) * 100),
    requestedAt: row.requestedAt.toISOString(),
    ...(row.readyAt && { readyAt: row.readyAt.toISOString() }),
    expiresAt: row.expiresAt.toISOString(),
    services,
  };
}

/** Whether a service has added all it has. */
export function isComplete({ received, total }: ServiceProgress): boolean {
  return total !== undefined && received >= total;
}
