import { describe, expect, test } from "vitest";
import { problemsOf } from "./problems.ts";

const account = [{ name: "awsAccountNumber", required: true }];

describe("problems of a YAML text", () => {
  test("a syntax error stands at its line and column", () => {
    const [problem] = problemsOf("pack:\n  namespace: karpenter\n charts: {}\n");
    expect(problem).toMatchObject({ line: 3, severity: "error" });
    expect(problem?.column).toBeGreaterThan(0);
  });
  test("an empty required value is named where it stands", () => {
    expect(problemsOf('pack: {}\nawsAccountNumber: ""\n', account)).toMatchObject([
      { line: 2, column: 19, message: "awsAccountNumber is required." },
    ]);
  });
  test("a required value that is missing is named, also in an empty text", () => {
    expect(problemsOf("pack: {}\n", account)).toMatchObject([{ message: "awsAccountNumber is required." }]);
    expect(problemsOf("", account)).toMatchObject([{ message: "awsAccountNumber is required." }]);
  });
  test("a given required value is accepted, a macro too", () => {
    expect(problemsOf('awsAccountNumber: "123456789012"\n', account)).toEqual([]);
    expect(
      problemsOf('awsAccountNumber: "{{.spectro.var.account}}"\n', [{ ...account[0]!, regex: "[0-9]{12}" }]),
    ).toEqual([]);
  });
  test("a value that does not match its pattern names value and pattern", () => {
    const [problem] = problemsOf('awsAccountNumber: "12"\n', [{ ...account[0]!, regex: "[0-9]{12}" }]);
    expect(problem?.message).toBe('awsAccountNumber: "12" does not match [0-9]{12}.');
  });
  test("keys with dots are found", () => {
    const rules = [{ name: "annotations.eks.amazonaws.com/role-arn", required: true }];
    expect(problemsOf("annotations:\n  eks.amazonaws.com/role-arn: arn\n", rules)).toEqual([]);
  });
  test("several documents are one manifest; the stray quote of a copied template is found", () => {
    expect(problemsOf("kind: A\n---\nkind: B\n")).toEqual([]);
    expect(problemsOf('a: "x"\nrolearn: arn:role"\n')).toEqual([]);
    expect(problemsOf('rolearn: "arn:role""\n')[0]).toMatchObject({ line: 1, severity: "error" });
  });
  test("a thousand aliases are refused before they are read", () => {
    const bomb = `a: &a x\nb: [${Array.from({ length: 1000 }, () => "*a").join(", ")}]\n`;
    expect(problemsOf(bomb)).toMatchObject([{ message: "1000 aliases; at most 100 are accepted." }]);
  });
});
