import type { EC2NodeClass } from "@inlay/resources";
import { structuralHash } from "@inlay/resources";
import { amiFamilyOf } from "../images/ami-family.ts";

/** Hashes are compared under equal versions only: nodes of another controller are adopted, not replaced. */
export const HASH_VERSION = "inlay-v1";

/**
 * Hash over everything of a class that a node gets at launch and keeps. What is resolved anew (subnets, groups, images) is left out: its drift is
 * found by comparing what was resolved.
 */
export function nodeClassHash({ spec }: EC2NodeClass, caBundle: string): string {
  const {
    subnetSelectorTerms: _subnets,
    securityGroupSelectorTerms: _groups,
    capacityReservationSelectorTerms: _reservations,
    amiSelectorTerms: _images,
    amiFamily: _family,
    ipPrefixCount: _prefixes,
    ...kept
  } = spec;
  return structuralHash([{ spec: kept }, { family: amiFamilyOf(spec).name }, { caBundle }]);
}
