import type { AwsClients, Filter, Image } from "@inlay/aws";
import { everyPage } from "@inlay/aws";
import type { Clock, EC2NodeClass, RequirementWithMinValues } from "@inlay/resources";
import { LABEL_ARCH } from "@inlay/resources";
import type { Logger } from "@inlay/kube";
import { ExpiringMap } from "../caching/expiring-map.ts";
import type { LabelValues } from "../labels/label-values.ts";
import { compatible } from "../labels/label-values.ts";
import { tagFilters } from "../network/selector-filters.ts";
import { aliasParameters, variantRequirements } from "./alias-parameters.ts";
import { aliasOf } from "./ami-family.ts";
import type { SsmParameters } from "./ssm-parameters.ts";

/** An image as a node class's status lists it. */
export type ResolvedImage = NonNullable<NonNullable<EC2NodeClass["status"]>["amis"]>[number];

const PAGE_SIZE = 1_000;
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", arm64: "arm64" };

/** A query for images and what every image of it is for (architecture comes from the image itself). */
interface ImageQuery {
  readonly filters: readonly Filter[];
  readonly owners?: readonly string[];
  /** Requirement sets by image id; an id without its own gets one empty set. */
  readonly purposes?: ReadonlyMap<string, readonly (readonly RequirementWithMinValues[])[]>;
}

/** Finds a node class's machine images: by alias over SSM, or by id, name, tags, parameter. */
export class Images {
  readonly #aws: AwsClients;
  readonly #parameters: SsmParameters;
  readonly #clock: Clock;
  readonly #found: ExpiringMap<readonly ResolvedImage[]>;

  constructor(aws: AwsClients, parameters: SsmParameters, clock: Clock, refreshIntervalMs: number) {
    this.#aws = aws;
    this.#parameters = parameters;
    this.#clock = clock;
    this.#found = new ExpiringMap(clock, refreshIntervalMs);
  }

  /** Newest first; for each set of requirements the newest image that is not deprecated. Cached for the refresh interval. */
  async find(
    nodeClass: EC2NodeClass,
    kubernetesVersion: string,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<readonly ResolvedImage[]> {
    const key = `${nodeClass.metadata.uid}-${nodeClass.metadata.generation ?? 0}-${kubernetesVersion}`;
    const cached = this.#found.get(key);
    if (cached) return cached;
    const queries = await this.#queriesOf(nodeClass, kubernetesVersion, logger, signal);
    const answers = await Promise.all(queries.map((query) => this.#describe(query, signal)));
    const candidates = queries.flatMap((query, index) =>
      (answers[index] ?? []).flatMap((image) => this.#candidates(image, query)),
    );
    const found = newestPerPurpose(candidates);
    // Nothing found is looked for again: somebody may be about to correct it.
    if (found.length > 0) this.#found.set(key, found);
    return found;
  }

  async #queriesOf(
    { spec }: EC2NodeClass,
    kubernetesVersion: string,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<readonly ImageQuery[]> {
    const alias = aliasOf(spec);
    if (alias) {
      const purposes = new Map<string, (readonly RequirementWithMinValues[])[]>();
      for (const { path, variants, windowsBuild } of aliasParameters(alias, kubernetesVersion)) {
        const imageId = await this.#parameters.get(path, "aws", signal);
        if (imageId === undefined) continue;
        const sets = variants.map((variant) => variantRequirements(variant, windowsBuild));
        purposes.set(imageId, [...(purposes.get(imageId) ?? []), ...sets]);
      }
      return purposes.size === 0 ? [] : [{ filters: [{ Name: "image-id", Values: [...purposes.keys()] }], purposes }];
    }
    const ids = spec.amiSelectorTerms.flatMap((term) => (term.id ? [term.id] : []));
    for (const { ssmParameter } of spec.amiSelectorTerms) {
      if (!ssmParameter) continue;
      const imageId = await this.#parameters.get(ssmParameter, "user", signal);
      if (imageId?.startsWith("ami-")) ids.push(imageId);
      else logger.error("ssm parameter names no image", new Error(`${ssmParameter}: ${imageId ?? "not found"}`));
    }
    return [
      ...(ids.length > 0 ? [{ filters: [{ Name: "image-id", Values: ids }] }] : []),
      ...spec.amiSelectorTerms
        .filter((term) => !term.id && !term.ssmParameter && (term.name || term.tags))
        .map((term) => ({
          filters: [...(term.name ? [{ Name: "name", Values: [term.name] }] : []), ...tagFilters(term.tags)],
          ...(term.owner ? { owners: [term.owner] } : term.name ? { owners: ["self", "amazon"] } : {}),
        })),
    ];
  }

  #describe(query: ImageQuery, signal: AbortSignal): Promise<readonly Image[]> {
    return everyPage(async (token) => {
      const page = await this.#aws.call(
        "ec2",
        "DescribeImages",
        {
          Filters: [...query.filters, { Name: "state", Values: ["available"] }],
          IncludeDeprecated: true,
          MaxResults: PAGE_SIZE,
          ...(query.owners ? { Owners: [...query.owners] } : {}),
          ...(token === undefined ? {} : { NextToken: token }),
        },
        { signal },
      );
      return { items: page.Images ?? [], next: page.NextToken };
    });
  }

  #candidates(image: Image, query: ImageQuery): readonly Candidate[] {
    const arch = ARCHITECTURES[image.Architecture ?? ""];
    if (!image.ImageId || !arch) return [];
    const deprecated = image.DeprecationTime !== undefined && Date.parse(image.DeprecationTime) <= this.#clock.now();
    const purposes = query.purposes?.get(image.ImageId) ?? [[]];
    return purposes.map((purpose) => ({
      created: Date.parse(image.CreationDate ?? "") || 0,
      image: {
        id: image.ImageId!,
        ...(image.Name ? { name: image.Name } : {}),
        ...(deprecated ? { deprecated } : {}),
        requirements: [...purpose, { key: LABEL_ARCH, operator: "In" as const, values: [arch] }].sort(
          (a, b) => a.key.length - b.key.length || (a.key < b.key ? -1 : 1),
        ),
      },
    }));
  }
}

/** The image for machines of these labels: the first that fits, so the newest. */
export function imageFor(images: readonly ResolvedImage[], labels: LabelValues): ResolvedImage | undefined {
  return images.find((image) => compatible(image.requirements, labels));
}

interface Candidate {
  readonly image: ResolvedImage;
  readonly created: number;
}

function newestPerPurpose(candidates: readonly Candidate[]): readonly ResolvedImage[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const purpose = JSON.stringify(candidate.image.requirements);
    const other = best.get(purpose);
    if (!other || compareCandidates(candidate, other) < 0) best.set(purpose, candidate);
  }
  return [...best.values()]
    .sort((a, b) => b.created - a.created || (a.image.id < b.image.id ? -1 : a.image.id > b.image.id ? 1 : 0))
    .map((candidate) => candidate.image);
}

/** Not deprecated before deprecated, then newer, then the greater name. */
function compareCandidates(a: Candidate, b: Candidate): number {
  const deprecation = Number(a.image.deprecated ?? false) - Number(b.image.deprecated ?? false);
  if (deprecation !== 0) return deprecation;
  if (a.created !== b.created) return b.created - a.created;
  return (a.image.name ?? "") > (b.image.name ?? "") ? -1 : 1;
}
