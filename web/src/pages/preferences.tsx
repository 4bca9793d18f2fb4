import { type ReactNode, useState } from 'react';
import { messageOf } from '../api/errors';
import { getPreferences, putPreferences } from '../api/notifications';
import type { PreferenceChannel, PreferenceKind, Preferences } from '../api/types';
import { useResource } from '../data/use-resource';
import { Page } from '../ui/page';
import { Bones, Loaded } from '../ui/states';

const kinds: Record<PreferenceKind, [string, string]> = {
  order: ['My orders', 'Reserved, about to expire, ended, complete'],
  ticket: ['My tickets', 'Reserved, free again, sold'],
  payment: ['Payments', 'Paid and refunded'],
  support: ['Help desk', 'Answers to what you reported'],
  broadcast: ['News', 'Announcements to everybody'],
};
const channels: Record<PreferenceChannel, string> = { EMAIL: 'Mail', SMS: 'Text message', SLACK: 'Slack' };
const kindNames = Object.keys(kinds) as PreferenceKind[];
const channelNames = Object.keys(channels) as PreferenceChannel[];

/** Somebody waits for the answer: this can't be turned off. */
const isEssential = (kind: PreferenceKind, channel: PreferenceChannel): boolean =>
  kind === 'support' && channel === 'EMAIL';

function Choices({
  preferences,
  onSaved,
}: {
  preferences: Preferences;
  onSaved: (next: Preferences) => void;
}): ReactNode {
  const [saying, setSaying] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  const choose = async (kind: PreferenceKind, channel: PreferenceChannel, on: boolean): Promise<void> => {
    setProblem(null);
    // Shown at once, and taken back when it could not be saved.
    onSaved({
      ...preferences,
      choices: { ...preferences.choices, [kind]: { ...preferences.choices[kind], [channel]: on } },
    });
    try {
      onSaved(await putPreferences({ [kind]: { [channel]: on } }));
      setSaying(`${kinds[kind][0]} by ${channels[channel]}: ${on ? 'on' : 'off'}. Saved.`);
    } catch (error) {
      onSaved(preferences);
      setProblem(messageOf(error));
    }
  };

  return (
    <div className="stack">
      {problem !== null && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
      {kindNames.map((kind) => (
        <fieldset key={kind} className="card choices">
          <legend className="hidden-text">{kinds[kind][0]}</legend>
          <div className="grow">
            <p className="legend" aria-hidden="true">
              {kinds[kind][0]}
            </p>
            <p className="small soft">{kinds[kind][1]}</p>
          </div>
          <div className="row">
            {channelNames.map((channel) => {
              const essential = isEssential(kind, channel);
              const reachable = channel === 'EMAIL' || preferences.addresses[channel] !== undefined;
              if (!reachable) return null;
              return (
                <label key={channel} className="check">
                  <input
                    type="checkbox"
                    checked={preferences.choices[kind][channel]}
                    disabled={essential}
                    onChange={(event) => void choose(kind, channel, event.target.checked)}
                  />
                  {channels[channel]}
                  {essential && <span className="small soft">(always)</span>}
                </label>
              );
            })}
          </div>
        </fieldset>
      ))}
      <p className="hidden-text" role="status">
        {saying}
      </p>
    </div>
  );
}

export default function PreferencesPage(): ReactNode {
  const resource = useResource('preferences', getPreferences);
  return (
    <Page title="Preferences" lead="How we tell you things. Your inbox here always has all of it." narrow>
      <Loaded resource={resource} loading={<Bones count={5} height={80} />}>
        {(preferences) => <Choices preferences={preferences} onSaved={resource.set} />}
      </Loaded>
    </Page>
  );
}
