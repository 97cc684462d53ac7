import fc from "fast-check";
import { expect, test } from "vitest";
import { allowsAccess, allowsPath, ruleText, uncovered, type PolicyRule } from "./policy-rule.ts";

const words = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const rule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: words("get", "list", "create", "*"),
  apiGroups: words("", "apps", "*"),
  resources: words("pods", "pods/log", "deployments", "*", "*/scale"),
  resourceNames: fc.option(words("a", "b"), { nil: undefined }),
});
const access = fc.record({
  verb: fc.constantFrom("get", "list", "create"),
  group: fc.constantFrom("", "apps"),
  resource: fc.constantFrom("pods", "deployments"),
  subresource: fc.constantFrom("", "log", "scale"),
  namespace: fc.constant("n"),
  name: fc.constantFrom("a", "b", "c"),
});

test("whoever covers a rule may do all that the rule allows", () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), rule, access, (owned, wanted, asked) => {
      fc.pre(uncovered(owned, [wanted]).length === 0 && allowsAccess(wanted, asked));
      expect(owned.some((each) => allowsAccess(each, asked))).toBe(true);
    }),
  );
});

test("nobody lacks what is theirs", () => {
  fc.assert(
    fc.property(fc.array(rule), (owned) => {
      expect(uncovered(owned, owned)).toEqual([]);
    }),
  );
});

test("a resource does not stand for its subresources", () => {
  const asked = { verb: "get", group: "", resource: "pods", subresource: "log", namespace: "", name: "" };
  expect(allowsAccess({ verbs: ["get"], apiGroups: [""], resources: ["pods"] }, asked)).toBe(false);
  expect(allowsAccess({ verbs: ["get"], apiGroups: [""], resources: ["*/log"] }, asked)).toBe(true);
});

test("a path pattern ends with a star", () => {
  const granted = { verbs: ["get"], nonResourceURLs: ["/apis/*", "/version"] };
  expect(allowsPath(granted, { verb: "get", path: "/apis/apps/v1" })).toBe(true);
  expect(allowsPath(granted, { verb: "get", path: "/versions" })).toBe(false);
});

test("what is missing is gathered by target, in Go's words", () => {
  const wanted = { verbs: ["get", "list"], apiGroups: [""], resources: ["secrets"] };
  expect(uncovered([{ verbs: ["watch"], apiGroups: ["*"], resources: ["*"] }], [wanted]).map(ruleText)).toEqual([
    '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
  ]);
});
