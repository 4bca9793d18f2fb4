import { facts } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { mailRequest } from '../testing/stored';
import { notificationRow } from '../intake/store-rows';
import { AdmissionFiles } from './admission-files';

describe('the files of admissions', () => {
  const features = useFeatures();
  const hold = async (userId: string, more: object = {}) => {
    const _id = facts.id();
    await features.readModels.admissions.store({
      _id,
      version: 0,
      orderId: facts.id(),
      title: 'Stalls',
      place: 0,
      userId,
      code: 'a code',
      status: 'valid',
      ...more,
    });
    return _id;
  };

  it('are one PDF for each that is still the user’s to use, and an entry for the calendar of its show', async () => {
    const [user, showId] = [facts.user(), facts.id()];
    await features.directory.apply(user);
    await features.readModels.shows.store({
      _id: showId,
      version: 0,
      title: 'Opera',
      startsAt: '2027-01-01T19:00:00.000Z',
      timeZone: 'UTC',
      endsAt: '2027-01-01T22:00:00.000Z',
      venue: { name: 'Hall' },
      status: 'scheduled',
      sequence: 0,
    });
    const admissionIds = [
      await hold(user.id, { showId }),
      await hold(user.id, { place: 1, showId }),
      await hold(user.id, { place: 2 }),
      await hold(user.id, { status: 'void' }),
      await hold(facts.id()),
    ];
    const row = notificationRow(mailRequest({ userId: user.id, admissionIds }), new Date());
    const files = await new AdmissionFiles(features.readModels, features.directory).attach(row);
    expect(files.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['ticket-1.pdf', 'application/pdf'],
      ['ticket-2.pdf', 'application/pdf'],
      ['ticket-3.pdf', 'application/pdf'],
      ['calendar-1.ics', 'text/calendar; charset=utf-8'],
    ]);
    for (const { content } of files.slice(0, 3)) expect(content.subarray(0, 5).toString()).toBe('%PDF-');
    const entry = files[3]!.content.toString();
    for (const line of [
      'SUMMARY:Opera',
      'DTSTART:20270101T190000Z',
      'DTEND:20270101T220000Z',
      `UID:admission-${admissionIds[0]}@ticketing`,
    ])
      expect(entry).toContain(line);
  });
});
