/** Points of a line: as many as can be told apart, each the mean of its part; null where nothing is known. */
export function thin(values: readonly (number | null)[], most: number): readonly (number | null)[] {
  const size = Math.max(1, Math.ceil(values.length / most));
  const points: (number | null)[] = [];
  for (let from = 0; from < values.length; from += size) {
    const known = values.slice(from, from + size).filter((value) => value !== null);
    points.push(known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length);
  }
  return points;
}

/** A line through a picture of 100 x 100, `low` at its bottom and `high` at its top; broken where nothing is known. */
export function pathOf(points: readonly (number | null)[], low: number, high: number): string {
  const last = Math.max(1, points.length - 1);
  let pen = 'M';
  let path = '';
  points.forEach((value, i) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const y = 100 * (1 - (value - low) / (high - low || 1));
    path += `${pen}${((100 * i) / last).toFixed(2)} ${Math.min(100, Math.max(0, y)).toFixed(2)}`;
    pen = 'L';
  });
  return path;
}

/** The least and the largest of what is known; zeros where nothing is. */
export function rangeOf(values: readonly (number | null)[]): {
  readonly least: number;
  readonly most: number;
} {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? { least: 0, most: 0 } : { least: Math.min(...known), most: Math.max(...known) };
}
