import { useQuery } from "@tanstack/react-query";
import { age, count, perHour } from "../../src/format/quantities.ts";
import { instanceTypes, isKarpenterPool } from "../../src/clusters/status.ts";
import { nodesQuery, type PoolWithMachines } from "../api/clusters.ts";
import type { Cluster, Machine } from "../api/types.ts";
import { useNow } from "../parts/now.ts";
import { Empty, Failure, Loading } from "../parts/page.tsx";
import { Share, State } from "../parts/status.tsx";
import { Table, type Column } from "../parts/table.tsx";

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
        <Pool key={pool.pool.name} {...pool} now={now} />
      ))}
    </div>
  );
}

const NoPools = () => (
  <div className="card">
    <Empty title="No node pools">Node groups and the pools that Karpenter makes appear here by themselves.</Empty>
  </div>
);

function Pool({ pool, machines, now }: PoolWithMachines & { now: number }) {
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
              pool.minSize !== undefined && pool.maxSize !== undefined && !isKarpenterPool(pool)
                ? `between ${pool.minSize} and ${pool.maxSize}`
                : undefined,
              machines.length > 0 && total !== undefined ? perHour(total) : undefined,
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </div>
        {isKarpenterPool(pool) && <span className="tag karpenter">Managed by Karpenter</span>}
      </div>
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
    width: "minmax(220px, 2fr)",
    cell: ({ metadata, spec }) => <span title={metadata.name}>{spec?.dnsName || metadata.name}</span>,
  },
  { name: "Status", width: "120px", cell: ({ status }) => <State state={status?.instanceState} /> },
  { name: "Health", width: "110px", cell: ({ status }) => <State state={status?.health?.state} /> },
  { name: "Instance type", width: "130px", cell: ({ spec }) => spec?.instanceType ?? "–" },
  { name: "Capacity", width: "100px", cell: ({ spec }) => spec?.capacityType ?? "–" },
  { name: "Zone", width: "110px", cell: ({ spec }) => spec?.az ?? "–" },
  {
    name: "CPU allocated",
    width: "140px",
    cell: ({ status }) => <Share label="CPU allocated" percent={status?.cpuRequestedPercent} />,
  },
  {
    name: "Memory allocated",
    width: "140px",
    cell: ({ status }) => <Share label="Memory allocated" percent={status?.memoryRequestedPercent} />,
  },
  {
    name: "Pods",
    width: "70px",
    right: true,
    cell: ({ status }) =>
      status?.podCount === undefined
        ? "–"
        : status.podCapacity
          ? `${status.podCount} / ${status.podCapacity}`
          : status.podCount,
  },
  { name: "Cost", width: "80px", right: true, cell: ({ spec }) => perHour(spec?.hourlyRate) },
  { name: "Age", width: "60px", right: true, cell: ({ metadata }) => age(metadata.creationTimestamp, now) },
];
