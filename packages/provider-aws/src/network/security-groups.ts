import type { AwsClients, Filter } from "@inlay/aws";
import { everyPage } from "@inlay/aws";
import type { Clock, EC2NodeClass } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";
import { tagFilters } from "./selector-filters.ts";

const PAGE_SIZE = 500;
const LIFETIME_MS = 60_000;

export interface SecurityGroupFacts {
  readonly id: string;
  readonly name: string | undefined;
}

/** Finds a node class's security groups: all that match are attached. */
export class SecurityGroups {
  readonly #aws: AwsClients;
  readonly #found: ExpiringMap<readonly SecurityGroupFacts[]>;

  constructor(aws: AwsClients, clock: Clock) {
    this.#aws = aws;
    this.#found = new ExpiringMap(clock, LIFETIME_MS);
  }

  /** Sorted by id. Cached for a minute. */
  async find(nodeClass: EC2NodeClass, signal: AbortSignal): Promise<readonly SecurityGroupFacts[]> {
    const key = `${nodeClass.metadata.uid}-${nodeClass.metadata.generation ?? 0}`;
    const cached = this.#found.get(key);
    if (cached) return cached;
    const byId = new Map<string, SecurityGroupFacts>();
    for (const groups of await Promise.all(queriesOf(nodeClass).map((filters) => this.#describe(filters, signal))))
      for (const group of groups) byId.set(group.id, group);
    const found = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    // Nothing found is looked for again: somebody may be about to correct it.
    if (found.length > 0) this.#found.set(key, found);
    return found;
  }

  #describe(filters: readonly Filter[], signal: AbortSignal): Promise<readonly SecurityGroupFacts[]> {
    return everyPage(async (token) => {
      const page = await this.#aws.call(
        "ec2",
        "DescribeSecurityGroups",
        { Filters: [...filters], MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) },
        { signal },
      );
      const items = (page.SecurityGroups ?? []).flatMap(({ GroupId, GroupName }) =>
        GroupId ? [{ id: GroupId, name: GroupName }] : [],
      );
      return { items, next: page.NextToken };
    });
  }
}

function queriesOf({ spec }: EC2NodeClass): readonly (readonly Filter[])[] {
  const terms = spec.securityGroupSelectorTerms;
  const ids = terms.flatMap((term) => (term.id ? [term.id] : []));
  const names = terms.flatMap((term) => (!term.id && term.name ? [term.name] : []));
  return [
    ...(ids.length > 0 ? [[{ Name: "group-id", Values: ids }]] : []),
    ...(names.length > 0 ? [[{ Name: "group-name", Values: names }]] : []),
    ...terms.filter((term) => !term.id && !term.name).map((term) => tagFilters(term.tags)),
  ];
}
