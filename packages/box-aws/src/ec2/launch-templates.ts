import { text } from "../service/text.ts";
import { AwsError, dryRunSucceeded } from "../service/aws-error.ts";
import type { OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { longId, type Random } from "../service/seeded-random.ts";
import type { Clock } from "../time/clock.ts";
import { type Filter, matchesFilters } from "./filters.ts";
import type { Tags, TagSpecification } from "./tags.ts";

interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly createdBy: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly versions: Shape[];
}

/** How a request names a template: by id or name, and a version number, `$Latest` or `$Default`. */
export interface LaunchTemplateSpecification {
  readonly LaunchTemplateId?: string;
  readonly LaunchTemplateName?: string;
  readonly Version?: string;
}

const LARGEST_USER_DATA = 16_384;

export class LaunchTemplates {
  readonly #templates = new Map<string, LaunchTemplate>();
  readonly #tokens = new Map<string, string>();
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #tags: Tags;

  constructor(random: Random, clock: Clock, tags: Tags) {
    this.#random = random;
    this.#clock = clock;
    this.#tags = tags;
  }

  has(id: string): boolean {
    return this.#templates.has(id);
  }

  /** The template's data at that version. @throws AwsError when there is no such template or version. */
  resolve(specification: LaunchTemplateSpecification): {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly data: Shape;
  } {
    const template = this.#find(specification.LaunchTemplateId, specification.LaunchTemplateName);
    const version = versionNumber(specification.Version, template.versions.length);
    const data = template.versions[version - 1];
    if (!data)
      throw new AwsError(
        "InvalidLaunchTemplateId.VersionNotFound",
        `Could not find launch template version ${specification.Version} of launch template ${template.id}.`,
      );
    return { id: template.id, name: template.name, version, data };
  }

  #find(id: string | undefined, name: string | undefined): LaunchTemplate {
    if (id !== undefined) {
      const template = this.#templates.get(id);
      if (!template)
        throw new AwsError(
          "InvalidLaunchTemplateId.NotFound",
          `The specified launch template, with template ID ${id}, does not exist.`,
        );
      return template;
    }
    const template = [...this.#templates.values()].find((each) => each.name === name);
    if (!template)
      throw new AwsError(
        "InvalidLaunchTemplateName.NotFoundException",
        `At least one of the launch templates specified in the request does not exist.`,
      );
    return template;
  }

  readonly operations: OperationTable = {
    CreateLaunchTemplate: (input, context) => {
      const name = text(input.LaunchTemplateName ?? "");
      const token = input.ClientToken as string | undefined;
      const repeated = token === undefined ? undefined : this.#templates.get(this.#tokens.get(token) ?? "");
      if (repeated) return { LaunchTemplate: this.#describe(repeated) };
      if ([...this.#templates.values()].some((each) => each.name === name))
        throw new AwsError("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
      assertUserDataFits(input.LaunchTemplateData as Shape);
      if (input.DryRun === true) throw dryRunSucceeded();
      const template: LaunchTemplate = {
        id: longId(this.#random, "lt"),
        name,
        createdBy: context.principal.arn,
        createdAt: this.#clock.now(),
        versions: [(input.LaunchTemplateData ?? {}) as Shape],
      };
      this.#templates.set(template.id, template);
      if (token !== undefined) this.#tokens.set(token, template.id);
      this.#tags.apply(template.id, "launch-template", input.TagSpecifications as readonly TagSpecification[]);
      context.touched(template.id);
      return { LaunchTemplate: this.#describe(template) };
    },
    CreateLaunchTemplateVersion: (input, context) => {
      const template = this.#find(
        input.LaunchTemplateId as string | undefined,
        input.LaunchTemplateName as string | undefined,
      );
      const source =
        input.SourceVersion === undefined
          ? {}
          : template.versions[versionNumber(text(input.SourceVersion), template.versions.length) - 1];
      const data = { ...source, ...(input.LaunchTemplateData as Shape) };
      assertUserDataFits(data);
      if (input.DryRun === true) throw dryRunSucceeded();
      template.versions.push(data);
      context.touched(template.id);
      return { LaunchTemplateVersion: this.#describeVersion(template, template.versions.length) };
    },
    DescribeLaunchTemplates: (input) => {
      const ids = input.LaunchTemplateIds as readonly string[] | undefined;
      const names = input.LaunchTemplateNames as readonly string[] | undefined;
      for (const id of ids ?? []) this.#find(id, undefined);
      for (const name of names ?? []) this.#find(undefined, name);
      const found = [...this.#templates.values()].filter(
        (template) =>
          (!ids || ids.includes(template.id)) &&
          (!names || names.includes(template.name)) &&
          matchesFilters(
            input.Filters as readonly Filter[],
            { "launch-template-name": template.name, "create-time": new Date(template.createdAt).toISOString() },
            this.#tags.of(template.id),
          ),
      );
      const { page, nextToken } = pageOf(
        found,
        (input.MaxResults as number | undefined) ?? 200,
        input.NextToken as string | undefined,
      );
      return { LaunchTemplates: page.map((template) => this.#describe(template)), NextToken: nextToken };
    },
    DescribeLaunchTemplateVersions: (input) => {
      const template = this.#find(
        input.LaunchTemplateId as string | undefined,
        input.LaunchTemplateName as string | undefined,
      );
      const wanted = input.Versions as readonly string[] | undefined;
      const numbers = wanted
        ? wanted.map((version) => versionNumber(version, template.versions.length))
        : template.versions.map((_, index) => index + 1);
      return { LaunchTemplateVersions: numbers.map((number) => this.#describeVersion(template, number)) };
    },
    DeleteLaunchTemplate: (input, context) => {
      const template = this.#find(
        input.LaunchTemplateId as string | undefined,
        input.LaunchTemplateName as string | undefined,
      );
      if (input.DryRun === true) throw dryRunSucceeded();
      this.#templates.delete(template.id);
      const described = this.#describe(template);
      this.#tags.forget(template.id);
      context.touched(template.id);
      return { LaunchTemplate: described };
    },
  };

  #describe(template: LaunchTemplate) {
    return {
      LaunchTemplateId: template.id,
      LaunchTemplateName: template.name,
      CreateTime: new Date(template.createdAt),
      CreatedBy: template.createdBy,
      DefaultVersionNumber: 1,
      LatestVersionNumber: template.versions.length,
      Tags: this.#tags.list(template.id),
    };
  }

  #describeVersion(template: LaunchTemplate, version: number) {
    return {
      LaunchTemplateId: template.id,
      LaunchTemplateName: template.name,
      VersionNumber: version,
      CreateTime: new Date(template.createdAt),
      CreatedBy: template.createdBy,
      DefaultVersion: version === 1,
      LaunchTemplateData: template.versions[version - 1],
    };
  }

  save(): unknown {
    return { templates: [...this.#templates.values()], tokens: [...this.#tokens] };
  }

  restore(saved: unknown): void {
    const { templates, tokens } = saved as { templates: LaunchTemplate[]; tokens: [string, string][] };
    for (const template of templates) this.#templates.set(template.id, template);
    for (const [token, id] of tokens) this.#tokens.set(token, id);
  }
}

function versionNumber(version: string | undefined, latest: number): number {
  if (version === undefined || version === "$Default") return 1;
  return version === "$Latest" ? latest : Number(version);
}

/** @throws AwsError InvalidUserData.Malformed */
export function assertUserDataFits(data: Shape | undefined): void {
  const userData = data?.UserData;
  if (typeof userData === "string" && Buffer.from(userData, "base64").length > LARGEST_USER_DATA)
    throw new AwsError("InvalidUserData.Malformed", "User data is limited to 16384 bytes");
}
