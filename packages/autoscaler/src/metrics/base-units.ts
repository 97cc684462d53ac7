/** Prometheus wants base units: cores where we count in thousandths; bytes and counts stand as they are. */
export const inBaseUnits = (resource: string, amount: number): number => (resource === "cpu" ? amount / 1_000 : amount);
