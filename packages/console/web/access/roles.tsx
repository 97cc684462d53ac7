import { Modal, MultiSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { permissionTable } from "../../src/access/permissions.ts";
import { createRole, deleteRole, permissionsQuery, rolesQuery } from "../api/access.ts";
import type { Role } from "../api/types.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Icon } from "../parts/icons.tsx";
import { Empty, Failure, Loading, Page } from "../parts/page.tsx";
import { Table } from "../parts/table.tsx";
import { useAction } from "../parts/use-action.ts";
import { GuardedButton } from "./guarded-button.tsx";

const scopeOf = ({ spec }: Role): string => (spec.scope === "tenant" ? "Tenant" : "Project");
const isBuiltIn = ({ spec }: Role): boolean => spec.type === "system";

export function Roles() {
  const { data, error, refetch } = useQuery(rolesQuery);
  const [adding, setAdding] = useState(false);
  const [opened, setOpened] = useState<Role>();
  return (
    <Page
      title="Roles"
      note="Named sets of permissions."
      actions={
        <GuardedButton
          needs="role.create"
          scope="tenant"
          leftSection={<Icon name="plus" />}
          onClick={() => setAdding(true)}
        >
          Add Role
        </GuardedButton>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Table
          label="Roles"
          rows={data}
          rowKey={({ metadata }) => metadata.uid}
          searchText={(role) => `${role.metadata.name} ${scopeOf(role)} ${role.spec.permissions.join(" ")}`}
          empty={<Empty title="No roles" />}
          columns={[
            {
              name: "Name",
              width: "minmax(220px, 2fr)",
              cell: (role) => (
                <button type="button" className="name" onClick={() => setOpened(role)}>
                  {role.metadata.name}
                </button>
              ),
            },
            { name: "Scope", width: "120px", cell: scopeOf },
            { name: "Kind", width: "120px", cell: (role) => (isBuiltIn(role) ? "Built in" : "Own") },
            { name: "Permissions", width: "110px", right: true, cell: ({ spec }) => spec.permissions.length },
          ]}
        />
      )}
      {adding && <AddRole onClose={() => setAdding(false)} />}
      {opened && <Opened role={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

function Opened({ role, onClose }: { role: Role; onClose: () => void }) {
  const { busy, problem, run } = useAction("roles");
  return (
    <Modal opened onClose={onClose} title={role.metadata.name} size="lg">
      {problem !== undefined && <Failure error={problem} />}
      <div style={{ maxHeight: "60vh", overflow: "auto" }} tabIndex={0} role="group" aria-label="Permissions">
        {permissionTable(role.spec.permissions).map(({ resource, operations }) => (
          <div
            key={resource}
            className="row"
            style={{ justifyContent: "space-between", padding: "7px 0", borderBottom: "1px solid var(--line)" }}
          >
            <span>{resource}</span>
            <span className="sub">{operations.join(", ")}</span>
          </div>
        ))}
      </div>
      {!isBuiltIn(role) && (
        <GuardedButton
          needs="role.delete"
          scope="tenant"
          mt="md"
          variant="light"
          color="red"
          loading={busy}
          onClick={() => void run(() => deleteRole(role.metadata.uid).then(onClose))}
        >
          Delete
        </GuardedButton>
      )}
    </Modal>
  );
}

function AddRole({ onClose }: { onClose: () => void }) {
  const { data = [] } = useQuery(permissionsQuery);
  const [name, setName] = useState("");
  const [scope, setScope] = useState("project");
  const [permissions, setPermissions] = useState<string[]>([]);
  const queries = useQueryClient();
  return (
    <FormDialog
      title="Add Role"
      size="lg"
      disabled={name.trim() === "" || permissions.length === 0}
      onClose={onClose}
      onConfirm={async () => {
        await createRole(name.trim(), scope, permissions);
        await queries.invalidateQueries({ queryKey: ["roles"] });
        onClose();
      }}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label="Scope"
        value={scope}
        onChange={setScope}
        data={[
          { value: "project", label: "Project" },
          { value: "tenant", label: "Tenant" },
        ]}
      />
      <MultiSelect
        label="Permissions"
        searchable
        data={data.map((permission) => permission.name)}
        value={permissions}
        onChange={setPermissions}
      />
    </FormDialog>
  );
}
