import type { ProcessorTime, Rig } from './rig';

/** Adds up the processor time that work costs, which says more than its rate on a machine that others use too. */
export class CostMeter {
  private readonly spent: ProcessorTime = { services: 0, database: 0, client: 0 };
  private items = 0;

  constructor(private readonly rig: Rig) {}

  /** Does the work. @param count how many items it was for */
  async measure<R>(work: () => Promise<R>, count: (result: R) => number): Promise<R> {
    const before = this.rig.processorTime();
    const result = await work();
    const after = this.rig.processorTime();
    for (const part of parts) this.spent[part] += after[part] - before[part];
    this.items += count(result);
    return result;
  }

  /** Microseconds of processor time per item, and how many a second two cores would do if they did nothing else. */
  get perItem(): Record<string, number> {
    const micros = (part: keyof ProcessorTime) => Math.round((this.spent[part] * 1e6) / this.items);
    const total = parts.reduce((sum, part) => sum + this.spent[part], 0) / this.items;
    return {
      microsOfServices: micros('services'),
      microsOfDatabase: micros('database'),
      microsOfClient: micros('client'),
      twoCoresWouldDo: Math.round(2 / total),
    };
  }
}

const parts = ['services', 'database', 'client'] as const;
