/** A matrix of numbers, row by row. What lies outside reads as NaN. */
export class Grid {
  readonly data: Float64Array;

  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    this.data = new Float64Array(rows * columns);
  }

  get(row: number, column: number): number {
    return this.data[row * this.columns + column] ?? NaN;
  }

  set(row: number, column: number, value: number): void {
    this.data[row * this.columns + column] = value;
  }

  add(row: number, column: number, value: number): void {
    this.set(row, column, this.get(row, column) + value);
  }

  /** row += factor x a row of another grid with as many columns. */
  addRow(row: number, factor: number, other: Grid, otherRow: number): void {
    const into = row * this.columns;
    const from = otherRow * this.columns;
    for (let column = 0; column < this.columns; column += 1) {
      this.data[into + column] =
        (this.data[into + column] ?? NaN) + factor * (other.data[from + column] ?? NaN);
    }
  }
}

/**
 * Long-run share of visits to each state of a chain, by the elimination of Grassmann, Taksar and Heyman: it never subtracts, so
 * tiny shares are as exact as large ones. From each state a later one must be reachable. The first `rows` columns are read.
 */
export function visits(chain: Grid): Float64Array {
  const size = chain.rows;
  const p = new Grid(size, size);
  for (let i = 0; i < size; i += 1) for (let j = 0; j < size; j += 1) p.set(i, j, chain.get(i, j));
  for (let k = 0; k < size - 1; k += 1) {
    let onward = 0;
    for (let j = k + 1; j < size; j += 1) onward += p.get(k, j);
    for (let i = k + 1; i < size; i += 1) p.set(i, k, p.get(i, k) / onward);
    for (let i = k + 1; i < size; i += 1) {
      const into = p.get(i, k);
      if (into > 0) for (let j = k + 1; j < size; j += 1) p.add(i, j, into * p.get(k, j));
    }
  }
  const share = new Float64Array(size);
  share[size - 1] = 1;
  let total = 1;
  for (let k = size - 2; k >= 0; k -= 1) {
    let sum = 0;
    for (let i = k + 1; i < size; i += 1) sum += (share[i] ?? NaN) * p.get(i, k);
    share[k] = sum;
    total += sum;
  }
  return share.map((one) => one / total);
}

/** x of `a x = b`, by elimination with row exchange; both are left as they are. */
export function solveLinear(a: Grid, b: Float64Array): Float64Array {
  const size = a.rows;
  const work = new Grid(size, size + 1);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) work.set(i, j, a.get(i, j));
    work.set(i, size, b[i] ?? NaN);
  }
  const order = Array.from({ length: size }, (_, row) => row);
  const at = (row: number): number => order[row] ?? NaN;
  for (let k = 0; k < size; k += 1) {
    let best = k;
    for (let i = k + 1; i < size; i += 1) {
      if (Math.abs(work.get(at(i), k)) > Math.abs(work.get(at(best), k))) best = i;
    }
    [order[k], order[best]] = [at(best), at(k)];
    for (let i = k + 1; i < size; i += 1) {
      const factor = work.get(at(i), k) / work.get(at(k), k);
      if (factor !== 0) work.addRow(at(i), -factor, work, at(k));
    }
  }
  const x = new Float64Array(size);
  for (let k = size - 1; k >= 0; k -= 1) {
    let rest = work.get(at(k), size);
    for (let j = k + 1; j < size; j += 1) rest -= work.get(at(k), j) * (x[j] ?? NaN);
    x[k] = rest / work.get(at(k), k);
  }
  return x;
}
