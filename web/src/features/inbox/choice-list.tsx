import { type ReactNode, useEffect, useRef, useState } from 'react';
import { errorMessage } from '../../lib/api/errors';
import { putPreferences } from '../../lib/api/notifications';
import type { PreferenceChannel, PreferenceKind, Preferences } from '../../lib/api/types';
import { channelWords, channels, kindWords, kinds } from '../../lib/words/preference-words';
import { Problem } from '../../ui/states';

interface ChoiceListProps {
  preferences: Preferences;
  onSaved: (next: Preferences) => void;
}

/** What one hears of on which channel; each choice is saved as it is made. */
export function ChoiceList({ preferences, onSaved }: ChoiceListProps): ReactNode {
  const [saying, setSaying] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  // Several may be on their way at once: each changes its own choice in what is shown by then.
  const latest = useRef(preferences);
  useEffect(() => {
    latest.current = preferences;
  });
  const show = (kind: PreferenceKind, channel: PreferenceChannel, on: boolean): void => {
    const { preferences: choices } = latest.current;
    const next = {
      ...latest.current,
      preferences: { ...choices, [kind]: { ...choices[kind], [channel]: on } },
    };
    latest.current = next;
    onSaved(next);
  };

  const choose = async (kind: PreferenceKind, channel: PreferenceChannel, on: boolean): Promise<void> => {
    setProblem(null);
    // Shown at once, and taken back when it could not be saved.
    show(kind, channel, on);
    try {
      const saved = await putPreferences({ [kind]: { [channel]: on } });
      show(kind, channel, saved.preferences[kind]?.[channel] ?? on);
      setSaying(`${kindWords[kind].label} by ${channelWords[channel]}: ${on ? 'on' : 'off'}. Saved.`);
    } catch (error) {
      show(kind, channel, !on);
      setProblem(errorMessage(error));
    }
  };

  const box = (kind: PreferenceKind, channel: PreferenceChannel): ReactNode => {
    if (channel !== 'EMAIL' && preferences.addresses[channel] === undefined) return null;
    const essential = channel === 'EMAIL' && preferences.essential.includes(kind);
    return (
      <label key={channel} className="check">
        <input
          type="checkbox"
          checked={preferences.preferences[kind]?.[channel] ?? false}
          disabled={essential}
          onChange={(event) => void choose(kind, channel, event.target.checked)}
        />
        {channelWords[channel]}
        {essential && <span className="small soft">(always)</span>}
      </label>
    );
  };

  return (
    <div className="stack" style={{ '--gap': '0.6rem' } as React.CSSProperties}>
      <Problem text={problem} />
      {kinds.map((kind) => (
        <fieldset key={kind} className="card choices">
          <legend className="hidden-text">{kindWords[kind].label}</legend>
          <div>
            <p className="legend" aria-hidden="true">
              {kindWords[kind].label}
            </p>
            <p className="small soft">{kindWords[kind].detail}</p>
          </div>
          <div className="row">{channels.map((channel) => box(kind, channel))}</div>
        </fieldset>
      ))}
      <p className="hidden-text" role="status">
        {saying}
      </p>
    </div>
  );
}
