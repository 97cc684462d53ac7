import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { age } from "../../src/format/quantities.ts";
import { WORKLOADS, workloadsQuery, type WorkloadKind } from "../api/clusters.ts";
import { useNow } from "../parts/now.ts";
import { Empty, Failure, Loading } from "../parts/page.tsx";
import { State } from "../parts/status.tsx";
import { Table } from "../parts/table.tsx";

const NAMES: Readonly<Record<WorkloadKind, string>> = {
  pod: "Pods",
  deployment: "Deployments",
  daemonset: "DaemonSets",
  statefulset: "StatefulSets",
  job: "Jobs",
  cronjob: "CronJobs",
  namespace: "Namespaces",
};

export function Workloads({ uid }: { uid: string }) {
  const [kind, setKind] = useState<WorkloadKind>("pod");
  const { data, error, refetch } = useQuery(workloadsQuery(uid, kind));
  const now = useNow();
  return (
    <div className="grid" style={{ gap: 12 }}>
      <SegmentedControl
        aria-label="Kind of workload"
        style={{ justifySelf: "start" }}
        value={kind}
        onChange={(next) => setKind(WORKLOADS.find((known) => known === next) ?? "pod")}
        data={WORKLOADS.map((value) => ({ value, label: NAMES[value] }))}
      />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Table
          key={kind}
          label={NAMES[kind]}
          rows={data}
          rowKey={({ metadata }) => metadata.uid || `${metadata.namespace ?? ""}/${metadata.name}`}
          searchText={({ metadata, status }) => `${metadata.namespace ?? ""} ${metadata.name} ${status?.phase ?? ""}`}
          empty={<Empty title={`No ${NAMES[kind].toLowerCase()}`} />}
          columns={[
            { name: "Namespace", width: "180px", cell: ({ metadata }) => metadata.namespace ?? "–" },
            {
              name: "Name",
              width: "minmax(260px, 2fr)",
              cell: ({ metadata }) => <span title={metadata.name}>{metadata.name}</span>,
            },
            {
              name: kind === "pod" || kind === "namespace" ? "Status" : "Ready",
              width: "150px",
              cell: ({ spec, status }) =>
                status?.phase === undefined ? (
                  <span className="num">
                    {status?.readyReplicas ?? 0} / {spec?.replicas ?? status?.replicas ?? 0}
                  </span>
                ) : (
                  <State state={status.phase} />
                ),
            },
            {
              name: kind === "pod" ? "Node" : "Note",
              width: "minmax(180px, 1.5fr)",
              cell: ({ status }) => (
                <span className="soft" title={status?.message}>
                  {status?.nodeName || status?.message || "–"}
                </span>
              ),
            },
            {
              name: "Age",
              width: "70px",
              right: true,
              cell: ({ metadata }) => age(metadata.creationTimestamp, now),
            },
          ]}
        />
      )}
    </div>
  );
}
