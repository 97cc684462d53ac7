import { expect, test } from "vitest";
import {
  changedTexts,
  chooseVersion,
  chosenUids,
  isChosen,
  NOTHING_CHOSEN,
  onlyAttaches,
  requestOf,
  underHeadings,
} from "./selection.ts";

const one = {
  uid: "one",
  name: "eks-infra",
  packs: [
    { name: "kubernetes-eks", layer: "k8s", values: "managedControlPlane: {}\n" },
    { name: "csi-aws-ebs", layer: "csi", values: "" },
  ],
};
const two = {
  uid: "two",
  name: "eks-infra",
  packs: [
    { name: "kubernetes-eks", layer: "k8s", tag: "1.32", values: "managedMachinePool: {}\n" },
    { name: "csi-aws-ebs", layer: "csi", values: "" },
    {
      name: "karpenter",
      layer: "addon",
      values: "awsAccountNumber: ''\n",
      manifests: [{ name: "pool", content: "a" }],
    },
  ],
};

test("choosing what is attached takes the choice back", () => {
  const chosen = chooseVersion(NOTHING_CHOSEN, "one", "two");
  expect(isChosen(chosen)).toBe(true);
  expect(isChosen(chooseVersion(chosen, "one", "one"))).toBe(false);
});
test("attaching alone needs no comparison, a version does", () => {
  expect(onlyAttaches({ ...NOTHING_CHOSEN, added: ["a"] })).toBe(true);
  expect(onlyAttaches(chooseVersion(NOTHING_CHOSEN, "one", "two"))).toBe(false);
});
test("a profile that replaces another keeps its place, and what is removed is gone", () => {
  expect(chosenUids(["one", "b"], { versions: { one: "two" }, added: ["c", "b"], removed: ["b"] })).toEqual([
    { uid: "two", replaces: "one" },
    { uid: "c" },
  ]);
});
test("a pack added to the infrastructure profile stands under the add-on layers", () => {
  const { infrastructure, addons } = underHeadings([two]);
  expect(infrastructure.map(({ layer }) => layer.name)).toEqual(["kubernetes-eks", "csi-aws-ebs"]);
  expect(addons.map(({ layer }) => layer.name)).toEqual(["karpenter"]);
});
test("values and each manifest are compared apart", () => {
  expect(changedTexts([one], [two]).map(({ key, change }) => [key, change])).toEqual([
    ["kubernetes-eks", "changed"],
    ["karpenter", "added"],
    ["karpenter / pool", "added"],
  ]);
  expect(changedTexts([two], [one]).map(({ key, change }) => [key, change])).toEqual([
    ["kubernetes-eks", "changed"],
    ["karpenter", "removed"],
    ["karpenter / pool", "removed"],
  ]);
  expect(changedTexts([one], [one])).toEqual([]);
});
test("a new version is asked for as a replacement, with values only where the review wrote over them", () => {
  const selection = chooseVersion(NOTHING_CHOSEN, "one", "two");
  expect(requestOf(["one"], selection, [two], {})).toEqual({
    profiles: [{ uid: "two", replaceWithProfile: "one" }],
    detached: [],
  });
  const { profiles } = requestOf(["one"], selection, [two], { "karpenter / pool": "b" });
  expect(profiles[0]?.packValues).toEqual([
    {
      name: "karpenter",
      tag: undefined,
      type: undefined,
      values: "awsAccountNumber: ''\n",
      manifests: [{ name: "pool", content: "b" }],
    },
  ]);
});
test("profiles that stay as they are are not sent", () => {
  expect(requestOf(["one"], { ...NOTHING_CHOSEN, added: ["x"] }, [one], {}).profiles).toEqual([{ uid: "x" }]);
});
