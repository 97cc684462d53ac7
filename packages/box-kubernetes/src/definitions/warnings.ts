import { at, listAt, mapAt, numberAt, textAt } from "../schema/paths.ts";

/** Labels that have newer names, and since when. */
const RENAMED: Readonly<Record<string, readonly [since: string, instead: string]>> = {
  "beta.kubernetes.io/arch": ["v1.14", "kubernetes.io/arch"],
  "beta.kubernetes.io/os": ["v1.14", "kubernetes.io/os"],
  "failure-domain.beta.kubernetes.io/region": ["v1.17", "topology.kubernetes.io/region"],
  "failure-domain.beta.kubernetes.io/zone": ["v1.17", "topology.kubernetes.io/zone"],
  "beta.kubernetes.io/instance-type": ["v1.17", "node.kubernetes.io/instance-type"],
};

/**
 * What a real server warns of in a pod spec, alone or in a template.
 *
 * @param path of the spec: `spec`, `spec.template.spec`.
 * @returns texts of `Warning` headers
 */
export function podSpecWarnings(spec: unknown, path: string): readonly string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(mapAt(spec, "nodeSelector")).sort()) {
    const renamed = RENAMED[key];
    if (renamed)
      warnings.push(`${path}.nodeSelector[${key}]: deprecated since ${renamed[0]}; use "${renamed[1]}" instead`);
  }
  warnings.push(...affinityWarnings(at(spec, "affinity", "nodeAffinity"), `${path}.affinity.nodeAffinity`));
  for (const part of ["containers", "initContainers"])
    for (const [index, container] of listAt(spec, part).entries())
      warnings.push(...containerWarnings(container, `${path}.${part}[${index}]`));
  return warnings;
}

function affinityWarnings(affinity: unknown, path: string): readonly string[] {
  const required = `${path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  const preferred = `${path}.preferredDuringSchedulingIgnoredDuringExecution`;
  return [
    ...listAt(affinity, "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms").flatMap((term, i) =>
      termWarnings(term, `${required}[${i}]`),
    ),
    ...listAt(affinity, "preferredDuringSchedulingIgnoredDuringExecution").flatMap((each, i) =>
      termWarnings(at(each, "preference"), `${preferred}[${i}].preference`),
    ),
  ];
}

function termWarnings(term: unknown, path: string): readonly string[] {
  return listAt(term, "matchExpressions").flatMap((expression, index) => {
    const key = textAt(expression, "key");
    const renamed = RENAMED[key];
    return renamed
      ? [
          `${path}.matchExpressions[${index}].key: ${key} is deprecated since ${renamed[0]}; use "${renamed[1]}" instead`,
        ]
      : [];
  });
}

function containerWarnings(container: unknown, path: string): readonly string[] {
  const warnings: string[] = [];
  const names = new Set<string>();
  for (const [index, variable] of listAt(container, "env").entries()) {
    const name = textAt(variable, "name");
    if (names.has(name))
      warnings.push(
        `${path}.env[${index}]: hides previous definition of "${name}", which may be dropped when using apply`,
      );
    names.add(name);
  }
  const ports = new Map<string, number>();
  for (const [index, port] of listAt(container, "ports").entries()) {
    const key = `${numberAt(port, "containerPort")}/${textAt(port, "protocol")}/${textAt(port, "hostIP")}/${numberAt(port, "hostPort")}`;
    const first = ports.get(key);
    if (first === undefined) ports.set(key, index);
    else warnings.push(`${path}.ports[${index}]: duplicate port definition with ${path}.ports[${first}]`);
  }
  return warnings;
}
