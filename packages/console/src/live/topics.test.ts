import { expect, test } from "vitest";
import { topicOf } from "./topics.ts";

test("an event makes old what shows its kind", () => {
  const kinds = ["clusterprofile", "spectrocluster", "apikey", "audit", "macro", "project", "other"];
  expect(kinds.map((kind) => topicOf(JSON.stringify({ kind, uid: "1" })))).toEqual([
    "profiles",
    "clusters",
    "apikeys",
    "audits",
    "macros",
    "projects",
    "other",
  ]);
});
