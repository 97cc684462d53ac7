/** Money, spans of time and counts as people read them; each carries its unit. */

const money = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  minimumFractionDigits: 2,
  maximumFractionDigits: 3,
});

/** US dollars. */
export const dollars = (amount: number): string => money.format(amount);

/** US dollars per hour, or a dash when unknown. */
export const perHour = (amount: number | undefined): string =>
  amount === undefined ? "–" : `${money.format(amount)}/h`;

const STEPS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;

/** A span in at most two units, as kubectl prints ages: `13h`, `7m41s`, `2d4h`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const at = STEPS.findIndex(([, size]) => whole >= size);
  const step = STEPS[at];
  if (!step) return "0s";
  const [unit, size] = step;
  const count = Math.floor(whole / size);
  const next = STEPS[at + 1];
  const rest = next && count < 10 ? Math.floor((whole - count * size) / next[1]) : 0;
  return `${count}${unit}${next && rest > 0 ? `${rest}${next[0]}` : ""}`;
}

/** Time since an RFC 3339 instant. Empty when there is none. */
export const age = (instant: string | undefined, now: number): string => {
  const since = instant === undefined ? NaN : Date.parse(instant);
  return Number.isNaN(since) || since <= 0 ? "–" : span((now - since) / 1000);
};

/** `1 node`, `3 nodes`. */
export const count = (amount: number, noun: string): string =>
  `${amount.toLocaleString("en-US")} ${noun}${amount === 1 ? "" : "s"}`;
