import type { VolumeAttachment } from "@inlay/resources";
import { expect, test } from "vitest";
import { pod } from "../testing/objects.fixture.ts";
import { blockingAttachments } from "./volumes.ts";

const attachment = (persistentVolumeName?: string): VolumeAttachment => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "VolumeAttachment",
  metadata: pod().metadata,
  spec: { attacher: "ebs.csi.aws.com", nodeName: "n", source: { persistentVolumeName } },
});
const volume = (claimName: string) => [{ name: "v", persistentVolumeClaim: { claimName } }];
const bound = (_: string, claimName: string) => `pv-${claimName}`;

test("an attachment blocks, unless it has no volume or only pods that stay use it", () => {
  const [left, stays, inline] = [attachment("pv-left"), attachment("pv-stays"), attachment()];
  const staying = pod({ spec: { volumes: volume("stays"), tolerations: [{ operator: "Exists" }] } });
  expect(blockingAttachments([left, stays, inline], [staying], bound)).toEqual([left]);
});

test("an ephemeral volume is known by its pod's name", () => {
  const tolerations = [{ operator: "Exists" }] as const;
  const staying = pod({ name: "db", spec: { volumes: [{ name: "data", ephemeral: {} }], tolerations } });
  expect(blockingAttachments([attachment("pv-db-data")], [staying], bound)).toEqual([]);
});
