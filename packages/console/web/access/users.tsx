import { Modal, MultiSelect, PasswordInput, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { withProjectRoles } from "../../src/access/permissions.ts";
import { age } from "../../src/format/quantities.ts";
import {
  createUser,
  deleteUser,
  projectRolesQuery,
  rolesQuery,
  saveUser,
  setProjectRoles,
  setTenantRoles,
  usersQuery,
} from "../api/access.ts";
import { session } from "../api/session.ts";
import type { ProjectRoles, User } from "../api/types.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Icon } from "../parts/icons.tsx";
import { useNow } from "../parts/now.ts";
import { Empty, Failure, Loading, Page } from "../parts/page.tsx";
import { State } from "../parts/status.tsx";
import { Table } from "../parts/table.tsx";
import { useAction } from "../parts/use-action.ts";
import { GuardedButton } from "./guarded-button.tsx";

const nameOf = ({ spec }: User): string => [spec.firstName, spec.lastName].filter(Boolean).join(" ");
const rolesOf = ({ spec }: User): string => (spec.roles ?? []).map(({ name }) => name).join(", ");

export function Users() {
  const { data, error, refetch } = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  const [edited, setEdited] = useState<User>();
  const now = useNow();
  return (
    <Page
      title="Users"
      note="Who may sign in, and with which roles."
      actions={
        <GuardedButton
          needs="user.create"
          scope="tenant"
          leftSection={<Icon name="plus" />}
          onClick={() => setAdding(true)}
        >
          Add User
        </GuardedButton>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Table
          label="Users"
          rows={data}
          rowKey={({ metadata }) => metadata.uid}
          searchText={(user) => `${user.spec.emailId} ${nameOf(user)} ${rolesOf(user)}`}
          empty={<Empty title="No users" />}
          columns={[
            {
              name: "Email",
              width: "minmax(220px, 1.4fr)",
              cell: (user) => (
                <button type="button" className="name" onClick={() => setEdited(user)}>
                  {user.spec.emailId}
                </button>
              ),
            },
            { name: "Name", width: "minmax(140px, 1fr)", cell: nameOf },
            {
              name: "Roles",
              width: "minmax(180px, 2fr)",
              cell: (user) => <span title={rolesOf(user)}>{rolesOf(user) || "–"}</span>,
            },
            {
              name: "State",
              width: "110px",
              cell: ({ status }) => <State state={status?.isActive === false ? "Inactive" : "Active"} />,
            },
            {
              name: "Last sign-in",
              width: "110px",
              right: true,
              cell: ({ status }) => age(status?.lastSignIn, now),
            },
          ]}
        />
      )}
      {adding && <AddUser onClose={() => setAdding(false)} />}
      {edited && <EditUser key={edited.metadata.uid} user={edited} onClose={() => setEdited(undefined)} />}
    </Page>
  );
}

function AddUser({ onClose }: { onClose: () => void }) {
  const [user, setUser] = useState({ emailId: "", firstName: "", lastName: "", password: "" });
  const [tenant, setTenant] = useState<readonly string[]>([]);
  const [project, setProject] = useState<readonly string[]>([]);
  const queries = useQueryClient();
  const projectUid = session.current()?.projectUid;
  const create = async (): Promise<void> => {
    const { uid } = await createUser(user);
    if (tenant.length > 0) await setTenantRoles(uid, tenant);
    if (projectUid && project.length > 0) await setProjectRoles(uid, [{ projectUid, roles: project }]);
    await queries.invalidateQueries({ queryKey: ["users"] });
    onClose();
  };
  const field = (name: keyof typeof user) => ({
    value: user[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setUser({ ...user, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog title="Add User" onClose={onClose} onConfirm={create}>
      <TextInput label="Email" type="email" required data-autofocus {...field("emailId")} />
      <TextInput label="First name" required {...field("firstName")} />
      <TextInput label="Last name" {...field("lastName")} />
      <PasswordInput
        label="First password"
        description="At least 12 characters"
        required
        minLength={12}
        autoComplete="new-password"
        {...field("password")}
      />
      <RolePickers tenant={tenant} project={project} onTenant={setTenant} onProject={setProject} />
    </FormDialog>
  );
}

type PickersProps = {
  readonly tenant: readonly string[];
  readonly project: readonly string[];
  readonly onTenant: (roles: readonly string[]) => void;
  readonly onProject: (roles: readonly string[]) => void;
};

function RolePickers({ tenant, project, onTenant, onProject }: PickersProps) {
  const { data = [] } = useQuery(rolesQuery);
  const options = data.map(({ metadata, spec }) => ({ value: metadata.uid, label: metadata.name, scope: spec.scope }));
  return (
    <>
      <MultiSelect
        label="Roles in this project"
        searchable
        data={options.filter(({ scope }) => scope !== "tenant")}
        value={[...project]}
        onChange={onProject}
        disabled={session.current()?.projectUid === undefined}
      />
      <MultiSelect
        label="Roles in the whole tenant"
        searchable
        data={options}
        value={[...tenant]}
        onChange={onTenant}
      />
    </>
  );
}

function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  const { data, error } = useQuery(projectRolesQuery(user.metadata.uid));
  return (
    <Modal opened onClose={onClose} title={user.spec.emailId}>
      {error && <Failure error={error} />}
      {!data && !error && <Loading rows={2} />}
      {data && <UserForm user={user} projects={data} onClose={onClose} />}
    </Modal>
  );
}

type FormProps = { readonly user: User; readonly projects: readonly ProjectRoles[]; readonly onClose: () => void };

/** Only lists of roles that were touched are written. */
function UserForm({ user, projects, onClose }: FormProps) {
  const { uid } = user.metadata;
  const projectUid = session.current()?.projectUid ?? "";
  const inProjects = new Set(projects.flatMap(({ roles }) => roles));
  const [tenant, setTenant] = useState<readonly string[]>();
  const [project, setProject] = useState<readonly string[]>();
  const { busy, problem, run } = useAction("users");
  const queries = useQueryClient();
  const save = async (): Promise<void> => {
    if (tenant) await setTenantRoles(uid, tenant);
    if (project) await setProjectRoles(uid, withProjectRoles(projects, projectUid, project));
    await queries.invalidateQueries({ queryKey: ["users"] });
    onClose();
  };
  const then = (action: Promise<void>): Promise<void> => action.then(onClose);
  const active = user.status?.isActive !== false;
  return (
    <div className="grid" style={{ gap: 12 }}>
      {problem !== undefined && <Failure error={problem} />}
      <RolePickers
        tenant={tenant ?? (user.spec.roles ?? []).map((role) => role.uid).filter((role) => !inProjects.has(role))}
        project={project ?? projects.find((one) => one.projectUid === projectUid)?.roles ?? []}
        onTenant={setTenant}
        onProject={setProject}
      />
      <div className="row" style={{ justifyContent: "space-between" }}>
        <span className="row">
          <GuardedButton
            needs="user.update"
            scope="tenant"
            variant="default"
            onClick={() => void run(() => then(saveUser(user, !active)))}
          >
            {active ? "Deactivate" : "Activate"}
          </GuardedButton>
          <GuardedButton
            needs="user.delete"
            scope="tenant"
            variant="light"
            color="red"
            onClick={() => void run(() => then(deleteUser(uid)))}
          >
            Delete
          </GuardedButton>
        </span>
        <GuardedButton
          needs="user.update"
          scope="tenant"
          loading={busy}
          disabled={!tenant && !project}
          onClick={() => void run(save)}
        >
          Save
        </GuardedButton>
      </div>
    </div>
  );
}
