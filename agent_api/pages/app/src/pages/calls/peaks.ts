/** The shape of a sound: how loud each of so many parts is, 0 to 1, whoever speaks (`sides` are of the same length). */
export function peaksOf(sides: Float32Array[], parts: number): number[] {
  const length = sides[0]?.length ?? 0;
  const size = Math.max(1, Math.floor(length / parts));
  const peaks: number[] = [];
  for (let part = 0; part < parts && part * size < length; part += 1) {
    let most = 0;
    const end = Math.min(length, (part + 1) * size);
    for (const samples of sides)
      for (let place = part * size; place < end; place += 1)
        most = Math.max(most, Math.abs(samples[place] ?? 0));
    peaks.push(most);
  }
  const loudest = Math.max(...peaks, 0.01);
  return peaks.map((peak) => peak / loudest);
}
