import { Alert, Skeleton } from "@mantine/core";
import { count, perHour, span } from "../../src/format/quantities.ts";
import type { Plan } from "../api/types.ts";

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

export function PlanSummary({ plan, loading }: { plan: Plan | undefined; loading: boolean }) {
  if (!plan) return loading ? <Skeleton height={180} aria-label="Planning" /> : undefined;
  const { hourlyRateBefore: before, hourlyRateAfter: after } = plan;
  return (
    <>
      <dl className="card facts" style={{ margin: 0 }}>
        <Fact name="Objects">{count(plan.objects.length, "change")}</Fact>
        <Fact name="Nodes that roll">{plan.nodes.length}</Fact>
        <Fact name="Pods moved">{plan.podsMoved}</Fact>
        <Fact name="Takes about">{span(plan.seconds)}</Fact>
        <Fact name="Cost">{before === after ? perHour(after) : `${perHour(before)} → ${perHour(after)}`}</Fact>
      </dl>
      <div
        className="card pad"
        style={{ maxHeight: "38vh", overflow: "auto" }}
        tabIndex={0}
        role="group"
        aria-label="Changes"
      >
        {[...plan.iam, ...plan.objects].map((item) => (
          <div className="change" key={`${item.kind}${"namespace" in item ? item.namespace : ""}${item.name}`}>
            <span className={`tag ${item.change}`}>{item.change}</span>
            <span>{item.kind}</span>
            <span className="mono">{item.name}</span>
            <span className="soft">{"detail" in item ? item.detail : "namespace" in item ? item.namespace : ""}</span>
          </div>
        ))}
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
