import { useQuery } from "@tanstack/react-query";
import { auditQuery } from "../api/access.ts";
import type { Audit } from "../api/types.ts";
import { Empty, Failure, Loading, Page } from "../parts/page.tsx";
import { Table } from "../parts/table.tsx";

const whoOf = ({ spec }: Audit): string => spec.actor?.user?.emailId ?? spec.actor?.user?.userName ?? "–";
const whenOf = ({ metadata }: Audit): string =>
  metadata.creationTimestamp ? new Date(metadata.creationTimestamp).toLocaleString("sv-SE") : "–";
const textOf = ({ spec }: Audit): string => spec.contentMsg || spec.actionMsg || "";

export function AuditLog() {
  const { data, error, refetch } = useQuery(auditQuery);
  return (
    <Page title="Audit" note="Who changed what, the newest first.">
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Table
          label="Audit"
          rows={data}
          rowKey={({ metadata }) => metadata.uid}
          searchText={(line) =>
            `${whoOf(line)} ${line.spec.actionType ?? ""} ${line.spec.resource?.kind ?? ""} ${textOf(line)}`
          }
          empty={<Empty title="Nothing changed yet" />}
          columns={[
            { name: "Time", width: "160px", cell: (line) => <span className="num">{whenOf(line)}</span> },
            { name: "Who", width: "minmax(160px, 1fr)", cell: whoOf },
            { name: "Action", width: "90px", cell: ({ spec }) => spec.actionType ?? "–" },
            { name: "Kind", width: "120px", cell: ({ spec }) => spec.resource?.kind ?? "–" },
            {
              name: "Change",
              width: "minmax(260px, 3fr)",
              cell: (line) => <span title={textOf(line)}>{textOf(line)}</span>,
            },
          ]}
        />
      )}
    </Page>
  );
}
