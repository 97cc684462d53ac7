import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import type { KwokInstanceType } from "../reading/kwok-catalogue.ts";
import { readSchedulingCase, type SchedulingCase } from "../reading/scheduling-case.ts";

interface Recording {
  readonly catalogues: Readonly<Record<string, readonly KwokInstanceType[]>>;
  readonly cases: readonly PackedCase[];
}

/** Instance types of recorded claims are numbers: places in the catalogue sorted by name. */
type PackedCase = SchedulingCase & {
  readonly kind: "rules" | "mixed";
  readonly upstream: { readonly newNodeClaims: readonly { readonly instanceTypes: readonly unknown[] }[] };
};

const FILE = join(import.meta.dirname, "../../testdata/karpenter-scheduling-1.14.1.json.br");

/** Clusters with the decision of Karpenter 1.14.1, recorded by running its scheduler: one rule each, and random ones. */
export function recordedCases() {
  const { catalogues, cases } = JSON.parse(brotliDecompressSync(readFileSync(FILE)).toString()) as Recording;
  return cases.map((recorded) => {
    const catalogue = catalogues[recorded.instanceTypes]!;
    const names = catalogue.map(({ name }) => name).sort();
    const newNodeClaims = recorded.upstream.newNodeClaims.map((claim) => ({
      ...claim,
      instanceTypes: claim.instanceTypes.map((index) => names[Number(index)]!),
    }));
    return {
      kind: recorded.kind,
      recorded: { ...recorded, upstream: { ...recorded.upstream, newNodeClaims } },
      ...readSchedulingCase(recorded, catalogue),
    };
  });
}

export type RecordedCase = ReturnType<typeof recordedCases>[number];
