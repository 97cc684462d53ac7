import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { age, perHour } from "../../src/format/quantities.ts";
import { isChanging } from "../../src/clusters/status.ts";
import { clustersQuery } from "../api/clusters.ts";
import { useNow } from "../parts/now.ts";
import { Empty, Failure, Loading, Page } from "../parts/page.tsx";
import { State } from "../parts/status.tsx";
import { Table } from "../parts/table.tsx";

export function ClusterList() {
  const { data, error, refetch } = useQuery(clustersQuery);
  const now = useNow();
  return (
    <Page title="Clusters" note="What runs, and whether it is well.">
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Table
          label="Clusters"
          rows={data}
          rowKey={({ metadata }) => metadata.uid}
          searchText={({ metadata, specSummary, status }) =>
            `${metadata.name} ${status?.state ?? ""} ${status?.health?.state ?? ""} ${specSummary?.cloudConfig?.region ?? ""}`
          }
          empty={<Empty title="No clusters yet">Clusters managed here are listed with their status and health.</Empty>}
          columns={[
            {
              name: "Name",
              width: "minmax(200px, 2fr)",
              cell: ({ metadata }) => (
                <Link className="name" to="/clusters/$uid" params={{ uid: metadata.uid }}>
                  {metadata.name}
                </Link>
              ),
            },
            {
              name: "Status",
              width: "130px",
              cell: ({ status }) => <State state={status?.state} changing={isChanging(status ?? {})} />,
            },
            { name: "Health", width: "120px", cell: ({ status }) => <State state={status?.health?.state} /> },
            {
              name: "Updates",
              width: "150px",
              cell: ({ status }) =>
                status?.notifications?.isAvailable ? (
                  <span className="tag">Updates available</span>
                ) : (
                  <span className="soft">–</span>
                ),
            },
            {
              name: "Region",
              width: "110px",
              cell: ({ specSummary: { cloudConfig } = {} }) => cloudConfig?.region ?? cloudConfig?.cloudRegion ?? "–",
            },
            {
              name: "Kubernetes",
              width: "100px",
              cell: ({ status }) => <span className="mono">{status?.kubeMeta?.kubernetesVersion ?? "–"}</span>,
            },
            {
              name: "Healthy nodes",
              width: "110px",
              right: true,
              cell: ({ status }) => (status?.nodes ? `${status.nodes.ready} / ${status.nodes.total}` : "–"),
            },
            {
              name: "Cost",
              width: "90px",
              right: true,
              cell: ({ status }) => perHour(status?.hourlyRate?.total),
            },
            {
              name: "Changed",
              width: "80px",
              right: true,
              cell: ({ metadata }) => age(metadata.lastModifiedTimestamp ?? metadata.creationTimestamp, now),
            },
          ]}
        />
      )}
    </Page>
  );
}
