import { Alert, Skeleton } from "@mantine/core";
import { useState } from "react";
import { dollars, perHour, span } from "../../src/format/quantities.ts";
import type { Plan, PlanProblem } from "../api/types.ts";
import { YamlEditor } from "../editor/yaml-editor.tsx";

/** Both cautions of a repave: that it happens, and what it warns of. */
export function RepaveCaution({ plan }: { plan: Plan }) {
  return (
    <>
      {plan.repave?.isRequired && (
        <Alert
          color="yellow"
          variant="light"
          title={plan.repave.isFull ? "Full cluster repave" : "Nodes will be replaced"}
        >
          {plan.repave.isFull
            ? "A full cluster repave is required to apply the changes, which can affect cluster availability."
            : "A repave of node pools is required to apply the changes, which can affect availability."}
          <ul style={{ margin: "6px 0 0", paddingLeft: 18 }}>
            {plan.repave.reasons?.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Alert>
      )}
      {plan.warnings?.map((warning) => (
        <Alert key={warning} color="yellow" variant="light" title="Caution">
          {warning}
        </Alert>
      ))}
    </>
  );
}

/** What keeps a plan from being run: the field, what is wrong, what helps. Warnings are told as cautions. */
export const PlanProblems = ({ problems }: { problems: readonly PlanProblem[] }) =>
  problems
    .filter(({ severity }) => severity === "error")
    .map(({ field, line, column, message, fix }) => (
      <Alert
        key={`${field}${line}${message}`}
        color="red"
        variant="light"
        title={line === undefined ? field : `${field}, line ${line}, column ${column ?? 1}`}
        role="alert"
      >
        {message}
        {fix && <div className="sub">{fix}</div>}
      </Alert>
    ));

export function PlanSummary({ plan, loading }: { plan: Plan | undefined; loading: boolean }) {
  const [opened, setOpened] = useState<string>();
  if (!plan) return loading ? <Skeleton height={180} aria-label="Planning" /> : undefined;
  const { hourlyRateBefore: before, hourlyRateAfter: after } = plan;
  return (
    <>
      <dl className="card facts" style={{ margin: 0 }}>
        <Fact name="Objects changed">{plan.objects.length}</Fact>
        <Fact name="Nodes that roll">{plan.nodes.length}</Fact>
        <Fact name="Pods moved">{plan.podsMoved}</Fact>
        <Fact name="Takes about">{span(plan.seconds)}</Fact>
        {plan.extraCost !== undefined && plan.extraCost > 0 && (
          <Fact name="Once for rolling">{dollars(plan.extraCost)}</Fact>
        )}
        <Fact name="Cost">{before === after ? perHour(after) : `${perHour(before)} → ${perHour(after)}`}</Fact>
      </dl>
      <div
        className="card pad"
        style={{ maxHeight: "38vh", overflow: "auto" }}
        tabIndex={0}
        role="group"
        aria-label="Changes"
      >
        {plan.iam.map(({ change, kind, name, detail }) => (
          <div className="change" key={`${kind} ${name} ${detail}`}>
            <span className={`tag ${change}`}>{change}</span>
            <span>{kind}</span>
            <span className="mono">{name}</span>
            <span className="soft">{detail}</span>
          </div>
        ))}
        {plan.objects.map(({ change, kind, namespace, name, before = "", after = "" }) => {
          const key = `${kind} ${namespace ?? ""}/${name}`;
          const isOpen = key === opened;
          return (
            <div key={key}>
              <button
                type="button"
                className="change"
                aria-expanded={isOpen}
                onClick={() => setOpened(isOpen ? undefined : key)}
              >
                <span className={`tag ${change}`}>{change}</span>
                <span>{kind}</span>
                <span className="mono">{name}</span>
                <span className="soft">{namespace}</span>
              </button>
              {isOpen && <YamlEditor label={key} before={before} text={after} readOnly />}
            </div>
          );
        })}
        {plan.nodes.map((node) => (
          <div className="change" key={node.name}>
            <span className="tag changed">rolls</span>
            <span>{node.pool}</span>
            <span className="mono">{node.name}</span>
            <span className="soft">{node.reason}</span>
          </div>
        ))}
        {plan.budgets.map((budget) => (
          <div className="change" key={`${budget.namespace}/${budget.name}`}>
            <span className="tag removed">blocks</span>
            <span>PodDisruptionBudget</span>
            <span className="mono">
              {budget.namespace}/{budget.name}
            </span>
            <span className="soft">{budget.reason}</span>
          </div>
        ))}
        {plan.objects.length + plan.iam.length + plan.nodes.length === 0 && (
          <span className="sub">No object changes.</span>
        )}
      </div>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className="num">{children}</dd>
  </div>
);
