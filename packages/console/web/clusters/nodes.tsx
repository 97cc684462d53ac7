import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { age, count, perHour } from "../../src/format/quantities.ts";
import { instanceTypes, isKarpenterPool } from "../../src/clusters/status.ts";
import { GuardedButton } from "../access/guarded-button.tsx";
import { nodesQuery, type PoolWithMachines } from "../api/clusters.ts";
import type { Cluster, Machine } from "../api/types.ts";
import { useNow } from "../parts/now.ts";
import { Empty, Failure, Loading } from "../parts/page.tsx";
import { Share, State } from "../parts/status.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { PoolSize } from "./pool-size.tsx";

export function Nodes({ cluster }: { cluster: Cluster }) {
  const { data, error, refetch } = useQuery(nodesQuery(cluster.metadata.uid, cluster.spec.cloudConfigRef?.uid));
  const now = useNow();
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!cluster.spec.cloudConfigRef) return <NoPools />;
  if (!data) return <Loading />;
  if (data.length === 0) return <NoPools />;
  return (
    <div className="grid">
      {data.map((pool) => (
        <Pool key={pool.pool.name} {...pool} now={now} cloudConfigUid={cluster.spec.cloudConfigRef?.uid ?? ""} />
      ))}
    </div>
  );
}

const NoPools = () => (
  <div className="card">
    <Empty title="No node pools">Node groups and the pools that Karpenter makes appear here by themselves.</Empty>
  </div>
);

function Pool({ pool, machines, now, cloudConfigUid }: PoolWithMachines & { now: number; cloudConfigUid: string }) {
  const [editing, setEditing] = useState(false);
  const byKarpenter = isKarpenterPool(pool);
  const rates = machines.map(({ spec }) => spec?.hourlyRate);
  const total = rates.some((rate) => rate === undefined)
    ? undefined
    : rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0);
  return (
    <section aria-label={`Node pool ${pool.name}`} className="grid" style={{ gap: 8 }}>
      <div className="heading">
        <div>
          <h2 className="title">{pool.name}</h2>
          <div className="sub">
            {[
              count(machines.length, "node"),
              instanceTypes(machines) || pool.instanceType,
              pool.minSize !== undefined && pool.maxSize !== undefined && !byKarpenter
                ? `between ${pool.minSize} and ${pool.maxSize}`
                : undefined,
              machines.length > 0 && total !== undefined ? perHour(total) : undefined,
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </div>
        {!byKarpenter && (
          <GuardedButton
            needs="cloudconfig.update"
            size="xs"
            variant="default"
            aria-label={`Edit ${pool.name}`}
            onClick={() => setEditing(true)}
          >
            Edit
          </GuardedButton>
        )}
      </div>
      {byKarpenter && <div className="banner">Managed by Karpenter</div>}
      {editing && <PoolSize cloudConfigUid={cloudConfigUid} pool={pool} onClose={() => setEditing(false)} />}
      <Table
        label={`Nodes of ${pool.name}`}
        rows={machines}
        rowKey={({ metadata }) => metadata.uid}
        searchText={machines.length > 12 ? textOf : undefined}
        empty={<Empty title="No nodes">They appear here when pods need them.</Empty>}
        columns={columnsAt(now)}
      />
    </section>
  );
}

const textOf = ({ metadata, spec }: Machine): string =>
  `${spec?.dnsName ?? metadata.name} ${spec?.instanceType ?? ""} ${spec?.az ?? ""} ${spec?.capacityType ?? ""}`;

const columnsAt = (now: number): readonly Column<Machine>[] => [
  {
    name: "Node",
    width: "minmax(184px, 2fr)",
    cell: ({ metadata, spec }) => <span title={spec?.dnsName || metadata.name}>{spec?.dnsName || metadata.name}</span>,
  },
  {
    name: "Status",
    width: "minmax(86px, 0.6fr)",
    cell: ({ status }) => {
      const health = status?.health?.state;
      return <State state={health && health !== "Healthy" && health !== "Unknown" ? health : status?.instanceState} />;
    },
  },
  { name: "Instance type", width: "minmax(98px, 0.7fr)", cell: ({ spec }) => spec?.instanceType ?? "–" },
  {
    name: "Zone, capacity",
    width: "minmax(154px, 0.9fr)",
    cell: ({ spec }) => [spec?.az, spec?.capacityType].filter(Boolean).join(", ") || "–",
  },
  {
    name: "CPU",
    width: "86px",
    cell: ({ status }) => <Share label="CPU allocated" percent={status?.cpuRequestedPercent} />,
  },
  {
    name: "Memory",
    width: "86px",
    cell: ({ status }) => <Share label="Memory allocated" percent={status?.memoryRequestedPercent} />,
  },
  {
    name: "Pods",
    width: "56px",
    right: true,
    cell: ({ status }) =>
      status?.podCount === undefined
        ? "–"
        : status.podCapacity
          ? `${status.podCount} / ${status.podCapacity}`
          : status.podCount,
  },
  { name: "Cost", width: "64px", right: true, cell: ({ spec }) => perHour(spec?.hourlyRate) },
  { name: "Age", width: "54px", right: true, cell: ({ metadata }) => age(metadata.creationTimestamp, now) },
];
