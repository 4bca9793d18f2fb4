import { type ShowCreatedEvent, type ShowUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import type { ShowReadModel } from '../read-models/read-models';
import { NotificationListener } from './rule';
import { showChange } from './show-news';

/** Gets to know a show. */
export class ShowCreatedListener extends NotificationListener<ShowCreatedEvent> {
  readonly subject = Subjects.ShowCreated as const;

  async onMessage(data: ShowCreatedEvent['data']): Promise<void> {
    const { readModels } = this.dependencies;
    if ((await readModels.shows.check(data)).apply) await readModels.shows.store(showReadModel(data));
  }

  override onReplay(data: ShowCreatedEvent['data']): Promise<void> {
    return this.dependencies.readModels.shows.restore(showReadModel(data));
  }
}

/** Has the holders told when a show has moved to another time or place, or does not take place. */
export class ShowUpdatedListener extends NotificationListener<ShowUpdatedEvent> {
  readonly subject = Subjects.ShowUpdated as const;

  async onMessage(data: ShowUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, showNews } = this.dependencies;
    const { shows } = readModels;
    const step = await shows.check(data);
    if (!step.apply) return;
    const show = showReadModel(data);
    const change = showChange(step.before, show);
    if (change) await showNews.plan(show, change, meta.time);
    await shows.store(show);
  }

  override onReplay(data: ShowUpdatedEvent['data']): Promise<void> {
    return this.dependencies.readModels.shows.restore(showReadModel(data));
  }
}

function showReadModel(data: ShowCreatedEvent['data']): ShowReadModel {
  const { id, version, title, startsAt, endsAt, doorsAt, timeZone, venue, status, cancelReason, sequence } =
    data;
  return {
    _id: id,
    version,
    title,
    startsAt,
    timeZone,
    venue,
    status,
    sequence,
    ...(endsAt && { endsAt }),
    ...(doorsAt && { doorsAt }),
    ...(cancelReason && { cancelReason }),
  };
}
