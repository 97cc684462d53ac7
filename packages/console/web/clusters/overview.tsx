import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { isChanging, layerStatus, shareOf } from "../../src/clusters/status.ts";
import { age, perHour } from "../../src/format/quantities.ts";
import { overviewQuery } from "../api/clusters.ts";
import type { Cluster, ClusterStatus } from "../api/types.ts";
import { useNow } from "../parts/now.ts";
import { Empty, Failure } from "../parts/page.tsx";
import { Dot, Share, State } from "../parts/status.tsx";
import { LayerRow } from "../profiles/layer-row.tsx";
import { RollOut } from "./roll-out.tsx";

export function Overview({ cluster }: { cluster: Cluster }) {
  const { data, error, refetch } = useQuery(overviewQuery(cluster.metadata.uid));
  const status: ClusterStatus = { ...cluster.status, ...data?.status };
  const { cpu, memory } = status.metrics ?? {};
  const endpoint = status.apiEndpoints?.[0];
  return (
    <div className="grid">
      {error && <Failure error={error} retry={() => void refetch()} />}
      <dl className="card facts" style={{ margin: 0 }}>
        <div>
          <dt>Cluster Status</dt>
          <dd>
            <State state={status.state} changing={isChanging(status)} />
          </dd>
        </div>
        <div>
          <dt>Health</dt>
          <dd>
            <State state={status.health?.state} />
          </dd>
        </div>
        <div>
          <dt>Cost</dt>
          <dd className="num">{perHour(status.hourlyRate?.total)}</dd>
        </div>
        <div>
          <dt>Kubernetes</dt>
          <dd className="num" style={{ fontSize: 14 }}>
            {status.kubeMeta?.kubernetesVersion ?? "–"}
          </dd>
        </div>
        <div>
          <dt>CPU requests</dt>
          <dd style={{ fontSize: 14 }}>
            <Share label="CPU requested" percent={shareOf(cpu?.request, cpu?.total)} />
          </dd>
        </div>
        <div>
          <dt>Memory requests</dt>
          <dd style={{ fontSize: 14 }}>
            <Share label="Memory requested" percent={shareOf(memory?.request, memory?.total)} />
          </dd>
        </div>
      </dl>
      {status.health?.conditions?.map(
        ({ message }) =>
          message && (
            <div className="card pad row" key={message} role="alert">
              <Dot tone="bad" /> {message}
            </div>
          ),
      )}
      <RollOut uid={cluster.metadata.uid} status={status} />
      <div className="two">
        <section className="card pad grid" aria-labelledby="cluster-profiles">
          <div className="heading">
            <h2 className="title" id="cluster-profiles">
              Cluster Profiles
            </h2>
            {status.notifications?.isAvailable && (
              <Link className="tag" to="/clusters/$uid/$tab" params={{ uid: cluster.metadata.uid, tab: "profile" }}>
                Updates available
              </Link>
            )}
          </div>
          <Profiles cluster={cluster} status={status} />
        </section>
        <div className="grid">
          <section className="card pad grid" aria-labelledby="conditions" style={{ gap: 10 }}>
            <h2 className="title" id="conditions">
              Conditions
            </h2>
            {(status.conditions ?? []).map(({ type, status: holds, message }) => (
              <div key={type} className="row" style={{ flexWrap: "nowrap", alignItems: "baseline" }}>
                <Dot
                  tone={holds === "True" ? "good" : holds === "False" ? "bad" : "busy"}
                  label={holds === "True" ? "True" : holds === "False" ? "False" : "In progress"}
                />
                <span>
                  {type} <span className="sub">{message}</span>
                </span>
              </div>
            ))}
            {!status.conditions?.length && <span className="sub">None reported.</span>}
            {endpoint && (
              <div className="sub">
                API server{" "}
                <span className="mono">
                  {endpoint.host}
                  {endpoint.port ? `:${endpoint.port}` : ""}
                </span>
              </div>
            )}
          </section>
          <Upgrades upgrades={status.upgrades ?? []} />
        </div>
      </div>
    </div>
  );
}

function Profiles({ cluster, status }: { cluster: Cluster; status: ClusterStatus }) {
  const attached = cluster.spec.clusterProfileTemplates ?? [];
  if (attached.length === 0) return <Empty title="No profile attached">The Profile tab attaches one.</Empty>;
  return attached.map((profile) => (
    <div key={profile.uid} className="stack" role="group" aria-label={profile.name}>
      <div className="heading">
        <Link to="/profiles/$uid" params={{ uid: profile.uid }} style={{ fontWeight: 550 }}>
          {profile.name} <span className="sub num">{profile.profileVersion ?? profile.version}</span>
        </Link>
      </div>
      {(profile.packs ?? []).map((pack) => {
        const { tone, label, message } = layerStatus(status.packs ?? [], profile.uid, pack.name);
        return (
          <div key={pack.name}>
            <LayerRow pack={pack} end={<Dot tone={tone} label={label} />} />
            {message && tone !== "good" && (
              <div className="sub" style={{ padding: "4px 12px" }}>
                {message}
              </div>
            )}
          </div>
        );
      })}
    </div>
  ));
}

function Upgrades({ upgrades }: { upgrades: NonNullable<ClusterStatus["upgrades"]> }) {
  const now = useNow();
  if (upgrades.length === 0) return undefined;
  return (
    <section className="card pad grid" aria-labelledby="upgrades" style={{ gap: 8 }}>
      <h2 className="title" id="upgrades">
        Upgrade details
      </h2>
      {upgrades.map(({ reason, timestamp }) => (
        <div key={`${timestamp}${reason?.join()}`}>
          {reason?.filter(Boolean).join(" ") || "Nodes were replaced"}{" "}
          <span className="sub num">{age(timestamp, now)} ago</span>
        </div>
      ))}
    </section>
  );
}
