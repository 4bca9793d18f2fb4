let audio: AudioContext | undefined;

/** Lets the device make sounds: browsers want a press or a key before. */
export function allowSound(): void {
  audio ??= new AudioContext();
  void audio.resume();
}

/** Two rising tones for yes, a low and long one for no; phones shake too. */
export function signal(yes: boolean): void {
  navigator.vibrate?.(yes ? 80 : [250, 100, 250]);
  if (audio?.state !== 'running') return;
  const tones: [frequency: number, start: number, seconds: number][] = yes
    ? [
        [880, 0, 0.12],
        [1_320, 0.13, 0.16],
      ]
    : [[160, 0, 0.6]];
  for (const [frequency, start, seconds] of tones) {
    const tone = new OscillatorNode(audio, { type: yes ? 'sine' : 'sawtooth', frequency });
    const loudness = new GainNode(audio, { gain: 0.4 });
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + seconds);
  }
}
