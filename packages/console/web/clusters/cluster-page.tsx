import { Alert, Button, Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { GuardedButton } from "../access/guarded-button.tsx";
import { approveRepave, clusterQuery, kubeconfig, overviewQuery, repaveQuery } from "../api/clusters.ts";
import type { Cluster } from "../api/types.ts";
import { download } from "../parts/download.ts";
import { Failure, Loading, Page } from "../parts/page.tsx";
import { Events } from "./events.tsx";
import { Nodes } from "./nodes.tsx";
import { Overview } from "./overview.tsx";
import { ProfileTab } from "./profile-tab.tsx";
import { Workloads } from "./workloads.tsx";

const tabs: readonly {
  readonly key: string;
  readonly label: string;
  readonly show: (cluster: Cluster) => ReactNode;
}[] = [
  { key: "overview", label: "Overview", show: (cluster) => <Overview cluster={cluster} /> },
  { key: "profile", label: "Profile", show: (cluster) => <ProfileTab cluster={cluster} /> },
  { key: "nodes", label: "Nodes", show: (cluster) => <Nodes cluster={cluster} /> },
  { key: "workloads", label: "Workloads", show: ({ metadata: { uid } }) => <Workloads uid={uid} /> },
  { key: "events", label: "Events", show: ({ metadata: { uid } }) => <Events uid={uid} /> },
];

export function ClusterPage() {
  const { uid = "", tab = "overview" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(clusterQuery(uid));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Opened key={uid} cluster={data} tab={tab} />;
}

function Opened({ cluster, tab }: { cluster: Cluster; tab: string }) {
  const { uid, name } = cluster.metadata;
  const navigate = useNavigate();
  const [problem, setProblem] = useState<unknown>();
  const open = async (): Promise<void> => {
    setProblem(undefined);
    try {
      download(`${name}.kubeconfig`, await kubeconfig(uid));
    } catch (failure) {
      setProblem(failure);
    }
  };
  return (
    <Page
      title={name}
      parent={{ label: "Clusters", to: "/clusters" }}
      note={cluster.metadata.annotations?.["description"]}
      actions={
        <Button variant="default" onClick={() => void open()}>
          Kubeconfig
        </Button>
      }
    >
      {problem !== undefined && <Failure error={problem} />}
      <RepaveApproval cluster={cluster} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void navigate({ to: "/clusters/$uid/$tab", params: { uid, tab: next ?? "overview" } })}
      >
        <Tabs.List mb="md">
          {tabs.map(({ key, label }) => (
            <Tabs.Tab key={key} value={key}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ key, show }) => (
          <Tabs.Panel key={key} value={key}>
            {key === tab && show(cluster)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}

/** A repave that nobody on this page asked for waits until somebody approves it. */
function RepaveApproval({ cluster }: { cluster: Cluster }) {
  const { uid } = cluster.metadata;
  const overview = useQuery(overviewQuery(uid));
  const state = overview.data?.status?.repave?.state ?? cluster.status?.repave?.state;
  const { data } = useQuery(repaveQuery(uid, state));
  const queries = useQueryClient();
  const [problem, setProblem] = useState<unknown>();
  if (state !== "Pending") return undefined;
  const approve = async (): Promise<void> => {
    try {
      await approveRepave(uid);
      await queries.invalidateQueries({ queryKey: ["clusters"] });
    } catch (failure) {
      setProblem(failure);
    }
  };
  return (
    <>
      {problem !== undefined && <Failure error={problem} />}
      <Alert color="yellow" variant="light" title="A repave waits for approval" mb="md">
        {data?.status?.message ?? "Nodes will be replaced one by one."}
        <ul style={{ margin: "6px 0 0", paddingLeft: 18 }}>
          {data?.spec?.reasons?.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
        <GuardedButton needs="cluster.update" size="xs" mt="xs" display="block" onClick={() => void approve()}>
          Approve repave
        </GuardedButton>
      </Alert>
    </>
  );
}
