import type { PolicyDocument, PolicyStatement } from "./validation-context.ts";

/** Whether policies allow an action on a resource, conditions left aside; an explicit denial counts. */
export function allows(documents: readonly PolicyDocument[], action: string, resource: string): boolean {
  const matching = documents.flatMap(statements).filter((statement) => concerns(statement, action, resource));
  return matching.some(({ Effect }) => Effect === "Allow") && !matching.some(({ Effect }) => Effect === "Deny");
}

const statements = ({ Statement }: PolicyDocument): readonly PolicyStatement[] =>
  Array.isArray(Statement) ? (Statement as readonly PolicyStatement[]) : [Statement as PolicyStatement];

const concerns = ({ Action, Resource }: PolicyStatement, action: string, resource: string): boolean =>
  list(Action).some((pattern) => wildcard(pattern.toLowerCase(), action.toLowerCase())) &&
  list(Resource).some((pattern) => wildcard(pattern, resource));

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === "string" ? [value] : (value ?? []);

function wildcard(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
