import { useQuery } from "@tanstack/react-query";
import { age } from "../../src/format/quantities.ts";
import { eventsQuery } from "../api/clusters.ts";
import { useNow } from "../parts/now.ts";
import { Empty, Failure, Loading } from "../parts/page.tsx";
import { Dot } from "../parts/status.tsx";
import { Table } from "../parts/table.tsx";

export function Events({ uid }: { uid: string }) {
  const { data, error, refetch } = useQuery(eventsQuery(uid));
  const now = useNow();
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Table
      label="Events"
      rows={data}
      rowKey={({ metadata }) => metadata.uid}
      searchText={({ reason, message, severity, involvedObject }) =>
        `${reason ?? ""} ${message ?? ""} ${severity ?? ""} ${involvedObject?.kind ?? ""} ${involvedObject?.name ?? ""}`
      }
      empty={<Empty title="No events">What happens in the cluster is told here, the newest first.</Empty>}
      columns={[
        {
          name: "Age",
          width: "60px",
          right: true,
          cell: ({ metadata }) => (
            <span title={metadata.creationTimestamp}>{age(metadata.creationTimestamp, now)}</span>
          ),
        },
        {
          name: "Reason",
          width: "minmax(180px, 0.7fr)",
          cell: ({ reason, severity = "Normal" }) => (
            <span className="row" style={{ flexWrap: "nowrap" }}>
              <Dot tone={severity === "Error" ? "bad" : severity === "Warning" ? "warn" : "idle"} label={severity} />
              <span style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{reason}</span>
            </span>
          ),
        },
        {
          name: "Object",
          width: "minmax(180px, 1fr)",
          cell: ({ involvedObject: { kind = "", name = "" } = {} }) => (
            <span title={name}>
              <span className="soft">{kind}</span> {name}
            </span>
          ),
        },
        {
          name: "Message",
          width: "minmax(280px, 3fr)",
          cell: ({ message }) => <span title={message}>{message}</span>,
        },
      ]}
    />
  );
}
