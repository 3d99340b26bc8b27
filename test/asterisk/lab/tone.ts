const RATE = 8000;

/** A tone as a WAV file: 16 bit, 8 kHz, one channel. */
export function toneWav(hertz: number, seconds: number): Buffer {
  const samples = new Int16Array(Math.round(RATE * seconds));
  for (let i = 0; i < samples.length; i++) samples[i] = 8000 * Math.sin((2 * Math.PI * hertz * i) / RATE);
  const data = Buffer.from(samples.buffer);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** The samples of a WAV file as Asterisk records it, -1 to 1. */
export function samplesOf(wav: Buffer): Float64Array {
  // Chunks may stand before the data.
  let at = 12;
  while (at + 8 <= wav.length && wav.toString('latin1', at, at + 4) !== 'data')
    at += 8 + wav.readUInt32LE(at + 4);
  const samples = new Float64Array(Math.max(0, Math.floor((wav.length - at - 8) / 2)));
  for (let i = 0; i < samples.length; i++) samples[i] = wav.readInt16LE(at + 8 + 2 * i) / 32_768;
  return samples;
}

/** Root mean square: 0 is silence. */
export function loudness(samples: Float64Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}

/** How much of the sound is this tone (Goertzel's filter): 0 nothing, 1 nothing else. */
export function shareOfTone(samples: Float64Array, hertz: number): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  if (energy === 0) return 0;
  // In pieces, so that a tone that begins, stops or slips in phase is still seen.
  const size = 400;
  let found = 0;
  for (let start = 0; start + size <= samples.length; start += size) {
    const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
    let [before, last] = [0, 0];
    for (let i = 0; i < size; i++)
      [before, last] = [last, (samples[start + i] ?? 0) + coefficient * last - before];
    found += (2 / size) * (last * last + before * before - coefficient * last * before);
  }
  return found / energy;
}
