import { InvalidArgumentError } from "commander";

export function aboveZero(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("a number above 0 is needed");
  return value;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("a whole number is needed");
  return Number(text);
}

/** The first of five ports in a row. */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_531)
    throw new InvalidArgumentError("a port up to 65531 is needed, or 0 for free ones");
  return value;
}
