import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** One migration: its statements, in order. There is no way back: an older server refuses a newer database. */
const statements = (...lines: readonly string[]): Migration => ({
  up: async (db) => {
    for (const line of lines) await sql.raw(line).execute(db);
  },
});

const SCOPE = `tenant_uid text not null references tenants on delete cascade, project_uid text references projects on delete cascade`;
const TENANT = `tenant_uid text not null references tenants on delete cascade`;
const DATES = `created_at timestamptz not null default now(), modified_at timestamptz not null default now()`;
const MAPS = `labels jsonb not null default '{}', annotations jsonb not null default '{}'`;

/** By name, in the order of their names; a name that has been released is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-access-and-profiles": statements(
    `create table tenants (uid text primary key, name text not null unique, created_at timestamptz not null default now())`,
    `create table projects (uid text primary key, ${TENANT}, name text not null, ${MAPS}, ${DATES}, unique (tenant_uid, name))`,
    `create table users (uid text primary key, ${TENANT}, email text not null, first_name text not null, last_name text not null,
       password_hash text, is_active boolean not null default true, last_sign_in timestamptz, ${DATES})`,
    `create unique index users_email on users (tenant_uid, lower(email))`,
    `create table roles (uid text primary key, ${TENANT}, name text not null, scope text not null, permissions jsonb not null, ${DATES})`,
    `create unique index roles_name on roles (tenant_uid, lower(name))`,
    `create table role_bindings (${SCOPE}, user_uid text not null references users on delete cascade, role_uid text not null,
       unique nulls not distinct (user_uid, project_uid, role_uid))`,
    `create table sessions (token_hash text primary key, ${TENANT}, user_uid text not null references users on delete cascade,
       created_at timestamptz not null default now(), expires_at timestamptz not null)`,
    `create index sessions_expiry on sessions (expires_at)`,
    `create table sign_in_failures (subject text primary key, failures int not null, since timestamptz not null)`,
    `create table api_keys (uid text primary key, ${TENANT}, user_uid text not null references users on delete cascade, name text not null,
       annotations jsonb not null default '{}', key_hash text not null unique, expires_at timestamptz not null,
       is_active boolean not null default true, ${DATES}, unique (user_uid, name))`,
    `create table cluster_profiles (uid text primary key, ${SCOPE}, name text not null, version text not null, type text not null,
       cloud_type text not null, ${MAPS}, resource_version int not null default 1, draft int not null, published int, ${DATES},
       constraint profile_name_and_version unique nulls not distinct (tenant_uid, project_uid, name, version))`,
    `create index cluster_profiles_order on cluster_profiles (tenant_uid, name, uid)`,
    `create table profile_revisions (${SCOPE}, profile_uid text not null references cluster_profiles on delete cascade, number int not null,
       template jsonb not null, variables jsonb not null default '[]', author_uid text not null, created_at timestamptz not null default now(),
       primary key (profile_uid, number))`,
    `create table macros (${SCOPE}, name text not null, value text not null, unique nulls not distinct (tenant_uid, project_uid, name))`,
    `create table audits (uid text primary key, ${SCOPE}, actor_uid text not null, actor_email text not null, action text not null,
       kind text not null, resource_uid text not null, resource_name text not null, message text not null,
       user_message text not null default '', created_at timestamptz not null default now())`,
    `create index audits_order on audits (tenant_uid, created_at, uid)`,
  ),
  "201-clusters": statements(
    `create table clusters (uid text primary key, ${SCOPE}, name text not null, cloud_type text not null, region text not null,
       eks_cluster_name text not null, cloud_config_uid text not null unique, connection jsonb not null, ${MAPS},
       profiles jsonb not null default '[]', desired_profiles jsonb not null default '[]', variables jsonb not null default '[]',
       state text not null, health jsonb not null default '{"state":"Unknown","conditions":[]}', observed jsonb not null default '{}', pending jsonb,
       resource_version bigint not null default 1, ${DATES}, unique nulls not distinct (tenant_uid, project_uid, name))`,
    `create index clusters_order on clusters (tenant_uid, name, uid)`,
    `create index clusters_profiles on clusters using gin (profiles jsonb_path_ops)`,
    `create index clusters_desired on clusters using gin (desired_profiles jsonb_path_ops)`,
  ),
  "202-registries-and-cloud-accounts": statements(
    `create table registries (uid text primary key, ${TENANT}, kind text not null, name text not null, endpoint text not null,
       is_private boolean not null default false, auth_type text not null, username text not null default '', secret text, ${DATES})`,
    `create unique index registries_name on registries (tenant_uid, lower(name))`,
    `create table cloud_accounts (uid text primary key, ${SCOPE}, name text not null, settings jsonb not null, secret text, ${MAPS}, ${DATES},
       unique nulls not distinct (tenant_uid, project_uid, name))`,
  ),
  "301-roll-outs": statements(
    `create table roll_outs (uid text primary key, ${SCOPE}, cluster_uid text not null references clusters on delete cascade, kind text not null,
       state text not null, message text not null default '', plan_hash text not null, is_repave boolean not null, order_of_work jsonb not null,
       author_uid text not null, created_at timestamptz not null, started_at timestamptz, finished_at timestamptz)`,
    `create unique index roll_outs_one_at_a_time on roll_outs (cluster_uid) where state in ('Pending', 'Running')`,
    `create index roll_outs_order on roll_outs (cluster_uid, created_at desc)`,
    `create table roll_out_steps (roll_out_uid text not null references roll_outs on delete cascade, position int not null, key text not null,
       name text not null, state text not null, message text not null default '', object text, fix text, memory jsonb not null default '{}',
       started_at timestamptz, finished_at timestamptz, primary key (roll_out_uid, position))`,
    `create table roll_out_leases (cluster_uid text primary key references clusters on delete cascade, fence bigint not null, holder text not null,
       expires_at timestamptz not null)`,
    `create table owned_objects (cluster_uid text not null references clusters on delete cascade, identity text not null, profile_name text not null,
       layer text not null, api_version text not null, kind text not null, namespace text, name text not null, object_uid text,
       existed boolean not null, roll_out_uid text not null, primary key (cluster_uid, identity))`,
  ),
};
