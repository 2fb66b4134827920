-- What no room owns yet: ledger entries and leads, in tables of the benchmark's own. Filled before their indexes are
-- made, which is faster. The rights are like those of the migrations.

create table portal.bench_entry (
  id uuid not null default gen_random_uuid(),
  partner_id uuid not null,
  account_id uuid not null,
  kind text not null,
  amount_cents integer not null,
  at timestamptz not null
);
insert into portal.bench_entry (partner_id, account_id, kind, amount_cents, at)
select partner_id, account_id, (array['REWARD', 'CREDIT', 'REFUND'])[1 + n % 3], (n * 7919) % 100000,
  since + n * interval '1 hour'
from portal.account_access, generate_series(1, :entries_each) n;
alter table portal.bench_entry add primary key (id);
create index ix_bench_entry_account on portal.bench_entry (account_id, at, id);
-- An account's entries are one partner's: without it PostgreSQL takes the two for independent, expects no row, and sorts.
create statistics portal.bench_entry_owner (dependencies) on account_id, partner_id from portal.bench_entry;
alter table portal.bench_entry add foreign key (account_id) references portal.client_account;
alter table portal.bench_entry add foreign key (partner_id) references portal.partner;

create table portal.bench_lead (
  id uuid not null default gen_random_uuid() primary key,
  partner_id uuid not null references portal.partner,
  account_id uuid not null references portal.client_account,
  member_id uuid not null references portal.team_member,
  company text not null,
  stage text not null,
  created_at timestamptz not null
);
insert into portal.bench_lead (partner_id, account_id, member_id, company, stage, created_at)
select a.partner_id, a.account_id, m.ids[1 + (hashtext(a.account_id::text) & 3)], a.name,
  (array['NEW', 'QUALIFIED', 'WON'])[1 + length(a.name) % 3], a.since
from portal.account_access a
join (select partner_id, array_agg(id) as ids from portal.team_member group by 1) m on m.partner_id = a.partner_id;
alter table portal.bench_lead add unique (account_id);

alter table portal.bench_entry enable row level security;
alter table portal.bench_lead enable row level security;
create policy app_sees on portal.bench_entry for select to portal_app
  using (partner_id = nullif(current_setting('portal.partner_id', true), '')::uuid);
create policy app_sees on portal.bench_lead for select to portal_app
  using (partner_id = nullif(current_setting('portal.partner_id', true), '')::uuid);
create policy system on portal.bench_entry to portal_system using (true) with check (true);
create policy system on portal.bench_lead to portal_system using (true) with check (true);
grant select on portal.bench_entry, portal.bench_lead to portal_app;
grant select, insert, update, delete on portal.bench_entry, portal.bench_lead to portal_system;
