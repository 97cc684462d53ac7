/** A thing that can be bought: so much of each resource for a price. */
export interface Offer {
  readonly amounts: Float64Array;
  readonly price: number;
}

/** What a unit of each resource is worth, and what the demand costs at least. */
export interface ResourcePrices {
  /** USD per hour and unit. No offer gives more than its price's worth. */
  readonly perUnit: Float64Array;
  /** Nothing that covers the demand is cheaper: the optimum of the linear program in which offers can be bought in fractions. */
  readonly bound: number;
}

const TOLERANCE = 1e-12;
const MOST_PIVOTS = 500;

/**
 * The dearest prices of resources at which no offer is worth more than it costs: maximise demand·prices subject to
 * amounts·prices ≤ price for every offer. Simplex on the condensed tableau, Bland's rule; resources are scaled by their demand.
 */
export function resourcePrices(demand: Float64Array, offers: readonly Offer[]): ResourcePrices {
  const wanted = [...demand.keys()].filter((resource) => demand[resource]! > 0);
  const perUnit = new Float64Array(demand.length);
  if (wanted.length === 0 || offers.length === 0) return { perUnit, bound: 0 };
  const columns = wanted.length;
  const width = columns + 1;
  const rows = offers.map(({ amounts, price }) =>
    Float64Array.from([...wanted.map((resource) => (amounts[resource] ?? 0) / demand[resource]!), price]),
  );
  const goal = new Float64Array(width).fill(-1);
  goal[columns] = 0;
  // Names of what stands in each row and column: resources below `columns`, slacks of offers above.
  const inRow = offers.map((_, row) => columns + row);
  const inColumn = wanted.map((_, column) => column);
  for (let pivots = 0; pivots < MOST_PIVOTS; pivots++) {
    const column = entering(goal, inColumn, columns);
    if (column < 0) break;
    const row = leaving(rows, inRow, column, columns);
    if (row < 0) return { perUnit: new Float64Array(demand.length), bound: 0 };
    pivot(rows, goal, row, column);
    [inRow[row], inColumn[column]] = [inColumn[column]!, inRow[row]!];
  }
  inRow.forEach((name, row) => {
    if (name < columns) perUnit[wanted[name]!] = Math.max(0, rows[row]![columns]!) / demand[wanted[name]!]!;
  });
  return { perUnit, bound: Math.max(0, goal[columns]!) };
}

function entering(goal: Float64Array, inColumn: readonly number[], columns: number): number {
  let chosen = -1;
  for (let column = 0; column < columns; column++)
    if (goal[column]! < -TOLERANCE && (chosen < 0 || inColumn[column]! < inColumn[chosen]!)) chosen = column;
  return chosen;
}

function leaving(rows: readonly Float64Array[], inRow: readonly number[], column: number, last: number): number {
  let chosen = -1;
  let smallest = Infinity;
  for (let row = 0; row < rows.length; row++) {
    const factor = rows[row]![column]!;
    if (factor <= TOLERANCE) continue;
    const ratio = rows[row]![last]! / factor;
    if (ratio > smallest || (ratio === smallest && inRow[row]! > inRow[chosen]!)) continue;
    chosen = row;
    smallest = ratio;
  }
  return chosen;
}

function pivot(rows: readonly Float64Array[], goal: Float64Array, row: number, column: number): void {
  const pivotRow = rows[row]!;
  const inverse = 1 / pivotRow[column]!;
  for (const other of [...rows, goal]) {
    if (other === pivotRow) continue;
    const factor = other[column]! * inverse;
    if (factor === 0) continue;
    for (let index = 0; index < other.length; index++) other[index]! -= factor * pivotRow[index]!;
    other[column] = -factor;
  }
  for (let index = 0; index < pivotRow.length; index++) pivotRow[index]! *= inverse;
  pivotRow[column] = inverse;
}
