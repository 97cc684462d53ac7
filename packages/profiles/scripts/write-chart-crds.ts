/** Writes the custom resource definitions of `@inlay/resources` into the controller's chart. */
import { rmSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { karpenterCustomResourceDefinitions } from "@inlay/resources";

const folder = join(import.meta.dirname, "../../../charts/karpenter/crds");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const definition of karpenterCustomResourceDefinitions()) {
  const { group, names } = definition.spec;
  const text = stringify(definition, { aliasDuplicateObjects: false, lineWidth: 0 });
  writeFileSync(join(folder, `${group}_${names.plural}.yaml`), text);
}
