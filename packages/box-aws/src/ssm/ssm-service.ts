import { text } from "../service/text.ts";
import { AwsError } from "../service/aws-error.ts";
import { pageOf } from "../service/paging.ts";
import type { Service } from "../service/service.ts";

interface NamedImage {
  readonly id: string;
  readonly creationDate: string;
  readonly ssmParameters: readonly string[];
}

export interface SsmOptions {
  readonly region: string;
  /** Images, and the public parameters that name each. */
  readonly images: () => readonly NamedImage[];
}

/** The public parameters under /aws/service that name the EKS-optimized images. */
export function createSsmService({ region, images }: SsmOptions): Service {
  let known:
    { readonly images: readonly NamedImage[]; readonly parameters: ReadonlyMap<string, Parameter> } | undefined;
  const parameters = () => {
    const current = images();
    if (known?.images !== current) known = { images: current, parameters: parametersOf(current, region) };
    return known.parameters;
  };
  const nameOf = (nameOrArn: unknown) => text(nameOrArn).replace(/^arn:aws:ssm:[^:]*:[^:]*:parameter/, "");
  return {
    operations: {
      GetParameter: (input) => {
        const parameter = parameters().get(nameOf(input.Name));
        // AWS sends this error without a message.
        if (!parameter) throw new AwsError("ParameterNotFound", "");
        return { Parameter: parameter };
      },
      GetParameters: (input) => {
        const names = (input.Names ?? []) as readonly string[];
        return {
          Parameters: names.flatMap((name) => parameters().get(nameOf(name)) ?? []),
          InvalidParameters: names.filter((name) => !parameters().has(nameOf(name))),
        };
      },
      GetParametersByPath: (input) => {
        const path = `${text(input.Path).replace(/\/$/, "")}/`;
        const found = [...parameters().values()].filter(
          ({ Name }) => Name.startsWith(path) && (input.Recursive === true || !Name.slice(path.length).includes("/")),
        );
        const { page, nextToken } = pageOf(
          found,
          (input.MaxResults as number | undefined) ?? 10,
          input.NextToken as string | undefined,
        );
        return { Parameters: page, NextToken: nextToken };
      },
    },
    permissions: (_operation, input) => {
      const names = input.Names === undefined ? [input.Name ?? input.Path] : (input.Names as readonly string[]);
      // Public parameters belong to no account.
      return names.map((name) => ({ resource: `arn:aws:ssm:${region}::parameter${nameOf(name)}` }));
    },
    save: () => null,
    restore: () => {},
  };
}

function parametersOf(images: readonly NamedImage[], region: string) {
  return new Map(
    images.flatMap((image) =>
      image.ssmParameters.map((name) => [
        name,
        {
          Name: name,
          Type: "String",
          Value: image.id,
          Version: 1,
          LastModifiedDate: new Date(image.creationDate),
          ARN: `arn:aws:ssm:${region}::parameter${name}`,
          DataType: "aws:ec2:image",
        },
      ]),
    ),
  );
}
type Parameter = ReturnType<typeof parametersOf> extends Map<string, infer Value> ? Value : never;
