import { Button, CopyButton, Modal, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { inDays } from "../../src/access/permissions.ts";
import { apiKeysQuery, createApiKey, deleteApiKey, setApiKeyActive } from "../api/access.ts";
import type { ApiKey } from "../api/types.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Icon } from "../parts/icons.tsx";
import { useNow } from "../parts/now.ts";
import { Empty, Failure, Loading, Page } from "../parts/page.tsx";
import { State } from "../parts/status.tsx";
import { Table } from "../parts/table.tsx";
import { useAction } from "../parts/use-action.ts";

const stateOf = ({ spec, status }: ApiKey, now: number): string =>
  status?.isActive === false ? "Revoked" : spec.expiry && Date.parse(spec.expiry) <= now ? "Expired" : "Active";

export function ApiKeys() {
  const { data, error, refetch } = useQuery(apiKeysQuery);
  const [adding, setAdding] = useState(false);
  const { busy, problem, run } = useAction("apikeys");
  const now = useNow();
  return (
    <Page
      title="API keys"
      note="For programs: the Terraform provider, the SDK, scripts."
      actions={
        <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
          Add API Key
        </Button>
      }
    >
      {(error ?? problem) !== undefined && (error ?? problem) !== null && (
        <Failure error={error ?? problem} retry={() => void refetch()} />
      )}
      {!data && !error && <Loading />}
      {data && (
        <Table
          label="API keys"
          rows={data}
          rowKey={({ metadata }) => metadata.uid}
          searchText={({ metadata, spec }) => `${metadata.name} ${spec.user?.emailId ?? ""}`}
          empty={<Empty title="No API keys yet">A key lets a program act as you until it expires.</Empty>}
          columns={[
            { name: "Name", width: "minmax(200px, 2fr)", cell: ({ metadata }) => metadata.name },
            { name: "User", width: "minmax(180px, 1.5fr)", cell: ({ spec }) => spec.user?.emailId ?? "–" },
            { name: "State", width: "120px", cell: (key) => <State state={stateOf(key, now)} /> },
            {
              name: "Expires",
              width: "120px",
              cell: ({ spec }) => <span className="num">{spec.expiry?.slice(0, 10) ?? "–"}</span>,
            },
            {
              name: "Actions",
              width: "180px",
              right: true,
              cell: ({ metadata: { uid, name }, status }) => (
                <span className="row" style={{ justifyContent: "flex-end", flexWrap: "nowrap" }}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={busy}
                    aria-label={`${status?.isActive === false ? "Activate" : "Revoke"} ${name}`}
                    onClick={() => void run(() => setApiKeyActive(uid, status?.isActive === false))}
                  >
                    {status?.isActive === false ? "Activate" : "Revoke"}
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="red"
                    disabled={busy}
                    aria-label={`Delete ${name}`}
                    onClick={() => void run(() => deleteApiKey(uid))}
                  >
                    Delete
                  </Button>
                </span>
              ),
            },
          ]}
        />
      )}
      {adding && <AddKey onClose={() => setAdding(false)} />}
    </Page>
  );
}

function AddKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState("30");
  const [key, setKey] = useState<string>();
  const queries = useQueryClient();
  if (key !== undefined)
    return (
      <Modal opened onClose={onClose} title="API key created" closeOnClickOutside={false}>
        <div className="grid" style={{ gap: 12 }}>
          <span>Copy it now: it is not shown again.</span>
          <TextInput aria-label="API key" readOnly value={key} classNames={{ input: "mono" }} />
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <CopyButton value={key}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? "Copied" : "Copy"}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>Done</Button>
          </div>
        </div>
      </Modal>
    );
  return (
    <FormDialog
      title="Add API Key"
      disabled={name.trim() === ""}
      onClose={onClose}
      onConfirm={async () => {
        setKey((await createApiKey(name.trim(), inDays(Number(days), Date.now()))).apiKey);
        await queries.invalidateQueries({ queryKey: ["apikeys"] });
      }}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Expires in"
        data={[7, 30, 90, 365].map((value) => ({ value: String(value), label: `${value} days` }))}
        value={days}
        onChange={(value) => setDays(value ?? "30")}
      />
    </FormDialog>
  );
}
