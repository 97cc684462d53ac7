import type { Taint } from "@inlay/resources";
import type { RequirementSet } from "../requirements/requirement-set.ts";

/** What topology rules say about a place: impossible for good, impossible for now, or possible within these requirements. */
export type TopologyVerdict = "never" | "not-now" | RequirementSet;

/** A place that is asked about: a node of the world, or an open claim that may still be several things. */
export interface OpenPlace {
  /** Number among hostnames. */
  readonly host: number;
  readonly requirements: RequirementSet;
  readonly taints: readonly Taint[];
}

/** Orders domains that are equally good for a spread or a first pod: the better one comes first. */
export type DomainPreference = (key: string, a: string, b: string) => number;
