import fc from "fast-check";
import { expect, test } from "vitest";
import { Quantity } from "./quantity.ts";

const parse = (text: string | number) => Quantity.parse(text, "field");

/** Canonical forms by the rules of k8s.io/apimachinery resource.Quantity. */
test.each([
  ["0", "0"],
  ["0Gi", "0"],
  ["1", "1"],
  ["1000m", "1"],
  ["1500m", "1500m"],
  ["0.5", "500m"],
  ["1.5", "1500m"],
  ["100m", "100m"],
  ["1e3", "1e3"],
  ["1E3", "1e3"],
  ["1000", "1k"],
  ["1000000", "1M"],
  ["123000", "123k"],
  ["1024", "1024"],
  ["1Ki", "1Ki"],
  ["1024Ki", "1Mi"],
  ["1.5Gi", "1536Mi"],
  ["0.5Gi", "512Mi"],
  ["0.5Ki", "512"],
  ["1Ei", "1Ei"],
  ["1n", "1n"],
  ["0.1n", "1n"],
  ["1u", "1u"],
  ["+2", "2"],
  ["-2", "-2"],
  ["-1.5Gi", "-1536Mi"],
  [".5", "500m"],
  ["5.", "5"],
  ["18181869946", "18181869946"],
  ["14967996Ki", "14967996Ki"],
])("%s is printed as %s", (given, printed) => {
  expect(parse(given).toString()).toBe(printed);
});

test("numbers are read as their text", () => {
  expect(parse(1).toString()).toBe("1");
  expect(parse(0.1).milliValue).toBe(100);
});

test("values round up", () => {
  expect(parse("1m").value).toBe(1);
  expect(parse("1001m").value).toBe(2);
  expect(parse("1u").milliValue).toBe(1);
  expect(parse("1.5Gi").value).toBe(1_610_612_736);
});

test.each(["", "abc", "1.2.3", "1gi", "1 Gi", "Gi", "--1", "1e", "1e1000", "0x10", "NaN", "Infinity"])(
  "refuses %j with the field, the value and what is accepted",
  (text) => {
    expect(() => Quantity.parse(text, "spec.limits.cpu")).toThrow(
      `spec.limits.cpu: Invalid value: ${JSON.stringify(text)}: must be a quantity`,
    );
  },
);

test("a sum keeps the first summand's way of writing, unless that is zero", () => {
  expect(parse("1Gi").plus(parse("1k")).format).toBe("BinarySI");
  expect(Quantity.zero.plus(parse("1Gi")).toString()).toBe("1Gi");
  expect(parse("1Gi").minus(parse("1Gi")).toString()).toBe("0");
});

const suffix = fc.constantFrom("n", "u", "m", "", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti", "e2", "e-3", "E6");
const quantityText = fc
  .tuple(fc.constantFrom("", "-", "+"), fc.nat(1_000_000), fc.option(fc.nat(999_999)), suffix)
  .map(([sign, whole, fraction, unit]) => `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${unit}`);

test("what is printed reads back as the same amount and prints the same again", () => {
  fc.assert(
    fc.property(quantityText, (text) => {
      const quantity = parse(text);
      const printed = quantity.toString();
      expect(parse(printed).compare(quantity)).toBe(0);
      expect(parse(printed).toString()).toBe(printed);
    }),
  );
});

test("adding and taking away again gives the same amount", () => {
  fc.assert(
    fc.property(quantityText, quantityText, (a, b) => {
      expect(parse(a).plus(parse(b)).minus(parse(b)).compare(parse(a))).toBe(0);
    }),
  );
});

test("comparing agrees with subtracting", () => {
  fc.assert(
    fc.property(quantityText, quantityText, (a, b) => {
      const difference = parse(a).minus(parse(b)).nano;
      expect(Math.sign(parse(a).compare(parse(b)))).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0);
    }),
  );
});
