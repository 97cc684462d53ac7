import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { GuardedButton } from "../access/guarded-button.tsx";
import { saveVariables, variablesQuery } from "../api/profiles.ts";
import type { Variable } from "../api/types.ts";
import { Failure, Loading } from "../parts/page.tsx";
import { CHANGE } from "./draft.ts";

const FORMATS = ["string", "number", "boolean", "ipv4", "ipv4cidr", "ipv6", "version", "base64"];

/** Variables of a profile's version, used as `{{.spectro.var.NAME}}`. */
export function Variables({ uid, onClose }: { uid: string; onClose: () => void }) {
  const { data, error } = useQuery(variablesQuery(uid));
  const [edited, setEdited] = useState<readonly Variable[]>();
  const [problem, setProblem] = useState<unknown>();
  const queries = useQueryClient();
  const variables = edited ?? data ?? [];
  const change = (index: number, part: Partial<Variable>): void =>
    setEdited(variables.map((variable, at) => (at === index ? { ...variable, ...part } : variable)));
  const save = async (): Promise<void> => {
    try {
      await saveVariables(uid, variables);
      await queries.invalidateQueries({ queryKey: ["profiles", uid] });
      onClose();
    } catch (failure) {
      setProblem(failure);
    }
  };
  return (
    <Modal opened onClose={onClose} title="Variables" size="xl">
      {(error ?? problem) !== undefined && (error ?? problem) !== null && <Failure error={error ?? problem} />}
      {!data && !error && <Loading rows={2} />}
      <div className="stack">
        {variables.map((variable, index) => (
          <div className="row" key={index} style={{ alignItems: "flex-end", flexWrap: "nowrap" }}>
            <TextInput
              label="Name"
              style={{ flex: 1, minWidth: 120 }}
              value={variable.name}
              onChange={(event) =>
                change(index, { name: event.currentTarget.value, displayName: event.currentTarget.value })
              }
            />
            <Select
              label="Format"
              w={120}
              data={FORMATS}
              value={variable.format ?? "string"}
              onChange={(format) => change(index, { format: format ?? "string" })}
            />
            <TextInput
              label="Default"
              style={{ flex: 1, minWidth: 120 }}
              type={variable.isSensitive ? "password" : "text"}
              value={variable.defaultValue ?? ""}
              onChange={(event) => change(index, { defaultValue: event.currentTarget.value })}
            />
            <Checkbox
              label="Required"
              pb={8}
              checked={variable.required ?? false}
              onChange={(event) => change(index, { required: event.currentTarget.checked })}
            />
            <Checkbox
              label="Secret"
              pb={8}
              checked={variable.isSensitive ?? false}
              onChange={(event) => change(index, { isSensitive: event.currentTarget.checked })}
            />
            <Button
              variant="subtle"
              color="red"
              style={{ flex: "none" }}
              aria-label={`Remove ${variable.name || "variable"}`}
              onClick={() => setEdited(variables.filter((_, at) => at !== index))}
            >
              Remove
            </Button>
          </div>
        ))}
        {data && variables.length === 0 && (
          <span className="sub">None yet. A variable keeps a value, such as an account number, out of the layers.</span>
        )}
      </div>
      <div className="row" style={{ justifyContent: "space-between", marginTop: 16 }}>
        <Button
          variant="default"
          onClick={() => setEdited([...variables, { name: "", displayName: "", format: "string" }])}
        >
          Add variable
        </Button>
        <GuardedButton
          needs={CHANGE}
          disabled={edited === undefined || variables.some(({ name }) => name === "")}
          onClick={() => void save()}
        >
          Save variables
        </GuardedButton>
      </div>
    </Modal>
  );
}
