import { expect, test } from "vitest";
import { instanceTypes, isChanging, isKarpenterPool, layerStatus, shareOf } from "./status.ts";

const pack = (type: string, status = "True", profileUid = "p") => ({
  name: "karpenter",
  profileUid,
  condition: { type, status },
});

test("a layer is green only when it is ready", () => {
  const tones = ["WaitingForOtherLayers", "ReadyForInstall", "Installed", "Ready", "Error"].map(
    (type) => layerStatus([pack(type)], "p", "karpenter").tone,
  );
  expect(tones).toEqual(["idle", "idle", "busy", "good", "bad"]);
  expect(layerStatus([pack("Ready", "False")], "p", "karpenter").tone).toBe("busy");
});
test("the same pack of another profile says nothing about this one", () => {
  expect(layerStatus([pack("Ready", "True", "other")], "p", "karpenter").label).toBe("Waiting");
});
test("a cluster rests when it runs and each layer is deployed or has failed", () => {
  expect(isChanging({ state: "Running", packs: [pack("Ready"), pack("Error")] })).toBe(false);
  expect(isChanging({ state: "Running", packs: [pack("Installed")] })).toBe(true);
  expect(isChanging({ state: "Provisioning" })).toBe(true);
  expect(isChanging({ state: "Error", packs: [pack("Installed")] })).toBe(false);
});
test("Karpenter's pools are told by their label", () => {
  expect(isKarpenterPool({ labels: ["spectrocloud.com/managed-by:karpenter"] })).toBe(true);
  expect(isKarpenterPool({ labels: ["worker"] })).toBe(false);
});
test("every instance type is named, the most frequent first", () => {
  const machines = ["m3.large", "c7a.large", "c7a.large"].map((instanceType) => ({ spec: { instanceType } }));
  expect(instanceTypes(machines)).toBe("c7a.large × 2, m3.large");
});
test("a share needs a whole", () => {
  expect([shareOf(1, 4), shareOf(1, 0), shareOf(undefined, 4)]).toEqual([25, undefined, undefined]);
});
