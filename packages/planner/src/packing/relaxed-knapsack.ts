/** The most valuable load of a node when pods can be cut to fit. */
export interface RelaxedLoad {
  /** What each resource of the node, as a whole, adds to the value. */
  readonly prices: Float64Array;
  /** How many of each item, in fractions. */
  readonly counts: Float64Array;
  readonly work: number;
}

const TOLERANCE = 1e-10;
const MOST_PIVOTS = 80;

/**
 * Maximises values·counts with `shares` (of each resource, by item) summing to at most 1 and no count above `most`. Simplex with
 * bounds on the variables: one row per resource, however many items there are.
 *
 * @param shares resource by resource, `values.length` entries each.
 */
export function relaxedKnapsack(
  shares: Float64Array,
  values: Float64Array,
  most: Float64Array,
  resources: number,
): RelaxedLoad {
  const items = values.length;
  const columns = items + resources;
  const width = columns + 1;
  const rows = Array.from({ length: resources }, (_, resource) => {
    const row = new Float64Array(width);
    row.set(shares.subarray(resource * items, (resource + 1) * items));
    row[items + resource] = 1;
    row[columns] = 1;
    return row;
  });
  const gains = new Float64Array(width);
  gains.set(values);
  const basis = rows.map((_, resource) => items + resource);
  const isFlipped = new Uint8Array(columns);
  const upper = (column: number): number => (column < items ? most[column]! : Infinity);
  const weight = Float64Array.from({ length: columns }, (_, column) => {
    if (column >= items) return 1;
    let largest = 0;
    for (const row of rows) largest = Math.max(largest, row[column]!);
    return largest > 0 ? 1 / largest : 1;
  });
  let pivots = 0;
  for (; pivots < MOST_PIVOTS; pivots++) {
    let entering = -1;
    let best = TOLERANCE;
    for (let column = 0; column < columns; column++)
      if (gains[column]! * weight[column]! > best) [entering, best] = [column, gains[column]! * weight[column]!];
    if (entering < 0) break;
    let leaving = -1;
    let smallest = upper(entering);
    for (let row = 0; row < resources; row++) {
      const share = rows[row]![entering]!;
      const rest = rows[row]![columns]!;
      const ratio =
        share > TOLERANCE ? rest / share : share < -TOLERANCE ? (upper(basis[row]!) - rest) / -share : Infinity;
      if (ratio < smallest) [leaving, smallest] = [row, ratio];
    }
    if (smallest === Infinity) break;
    if (leaving < 0) {
      for (const row of rows) {
        row[columns]! -= row[entering]! * smallest;
        row[entering] = -row[entering]!;
      }
      gains[entering] = -gains[entering]!;
      isFlipped[entering]! ^= 1;
      continue;
    }
    const pivotRow = rows[leaving]!;
    const out = basis[leaving]!;
    if (pivotRow[entering]! < 0) {
      // It leaves at its upper bound: count it from there.
      for (let column = 0; column < columns; column++) if (column !== out) pivotRow[column] = -pivotRow[column]!;
      pivotRow[columns] = upper(out) - pivotRow[columns]!;
      isFlipped[out]! ^= 1;
    }
    const inverse = 1 / pivotRow[entering]!;
    for (let column = 0; column < width; column++) pivotRow[column]! *= inverse;
    for (const row of [...rows, gains]) {
      const factor = row[entering]!;
      if (row === pivotRow || factor === 0) continue;
      for (let column = 0; column < width; column++) row[column]! -= factor * pivotRow[column]!;
      row[entering] = 0;
    }
    basis[leaving] = entering;
  }
  const counts = Float64Array.from({ length: items }, (_, item) => (isFlipped[item] ? most[item]! : 0));
  basis.forEach((column, row) => {
    if (column >= items) return;
    const value = rows[row]![columns]!;
    counts[column] = isFlipped[column] ? most[column]! - value : value;
  });
  const prices = Float64Array.from({ length: resources }, (_, resource) => Math.max(0, -gains[items + resource]!));
  return { prices, counts, work: (pivots * (resources + 1) * width) / 16 };
}
