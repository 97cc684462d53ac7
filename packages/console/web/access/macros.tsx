import { Button, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addMacro, macrosQuery, removeMacro, setMacro, type Macro } from "../api/access.ts";
import { Icon } from "../parts/icons.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Empty, Failure, Loading, Page } from "../parts/page.tsx";
import { Table } from "../parts/table.tsx";
import { useAction } from "../parts/use-action.ts";
import { GuardedButton } from "./guarded-button.tsx";
import { usePermissions } from "./use-permissions.ts";

/** Values that profiles of the project use as `{{.spectro.macro.NAME}}`. */
export function Macros() {
  const { data, error, refetch } = useQuery(macrosQuery);
  const [opened, setOpened] = useState<Macro | "new">();
  const { busy, problem, run } = useAction("macros");
  const may = usePermissions();
  const failure = error ?? problem;
  return (
    <Page
      title="Macros"
      note="Values of this project; layers use them as {{.spectro.macro.NAME}}."
      actions={
        <GuardedButton needs="macro.create" leftSection={<Icon name="plus" />} onClick={() => setOpened("new")}>
          Add Macro
        </GuardedButton>
      }
    >
      {failure !== undefined && failure !== null && <Failure error={failure} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Table
          label="Macros"
          rows={data}
          rowKey={({ name }) => name}
          searchText={({ name, value }) => `${name} ${value}`}
          empty={<Empty title="No macros yet">A macro keeps in one place what many layers need.</Empty>}
          columns={[
            {
              name: "Name",
              width: "minmax(200px, 1fr)",
              cell: (macro) =>
                may("macro.update").refused ? (
                  macro.name
                ) : (
                  <button type="button" className="name" onClick={() => setOpened(macro)}>
                    {macro.name}
                  </button>
                ),
            },
            {
              name: "Value",
              width: "minmax(260px, 2fr)",
              cell: ({ value }) => (
                <span className="mono" title={value}>
                  {value}
                </span>
              ),
            },
            {
              name: "Actions",
              width: "90px",
              right: true,
              cell: ({ name }) =>
                may("macro.delete").refused ? undefined : (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="red"
                    className="over"
                    disabled={busy}
                    aria-label={`Delete ${name}`}
                    onClick={() => void run(() => removeMacro(name))}
                  >
                    Delete
                  </Button>
                ),
            },
          ]}
        />
      )}
      {opened && <Edit macro={opened === "new" ? undefined : opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

function Edit({ macro, onClose }: { macro: Macro | undefined; onClose: () => void }) {
  const [name, setName] = useState(macro?.name ?? "");
  const [value, setValue] = useState(macro?.value ?? "");
  const queries = useQueryClient();
  return (
    <FormDialog
      title={macro ? macro.name : "Add Macro"}
      disabled={name.trim() === ""}
      onClose={onClose}
      onConfirm={async () => {
        await (macro ? setMacro({ name, value }) : addMacro({ name: name.trim(), value }));
        await queries.invalidateQueries({ queryKey: ["macros"] });
        onClose();
      }}
    >
      {!macro && (
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <Textarea
        label="Value"
        autosize
        minRows={2}
        maxRows={10}
        data-autofocus={macro ? true : undefined}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
