-- What a user of PostGraphile would write beside the tables. Both run as the caller, who owns the tables, on a
-- connection whose search_path is `portal, jobs`.

create type portal.bench_account_counts as (
  development bigint, transfer_pending bigint, awaiting_plan bigint, collaborator bigint, inactive bigint
);

-- Becomes the field `accountCounts` of a partner: all five in one pass over an index.
create function portal.partner_account_counts(partner portal.partner) returns portal.bench_account_counts
language sql stable as $$
  select count(*) filter (where status = 'DEVELOPMENT'), count(*) filter (where status = 'TRANSFER_PENDING'),
    count(*) filter (where status = 'AWAITING_PLAN'), count(*) filter (where status = 'COLLABORATOR'),
    count(*) filter (where status = 'INACTIVE')
  from account_access where partner_id = partner.id
$$;

-- Becomes a mutation: the checks and the rows of `portal.accounts.service.create_account`.
create function portal.create_account(partner_id uuid, user_id uuid, name text, website text)
returns portal.account_access language plpgsql volatile as $$
#variable_conflict use_column
declare
  plain_name text := trim(create_account.name);
  host text := lower(split_part(regexp_replace(trim(create_account.website), '^https?://', ''), '/', 1));
  by_vendor boolean;
  made portal.client_account;
  access portal.account_access;
  happened uuid := gen_random_uuid();
begin
  perform from partner p where p.id = create_account.partner_id and p.status = 'ACTIVE' for share;
  if not found then
    raise exception 'The partner is suspended.';
  end if;
  if plain_name = '' or length(plain_name) > 120 then
    raise exception 'The name can''t be used.';
  end if;
  if host !~ '^([a-z0-9-]+\.)+[a-z]{2,}$' then
    raise exception 'The website can''t be used.';
  end if;
  perform from client_account c join account_access a on a.account_id = c.id
  where c.website_key = host and a.partner_id = create_account.partner_id and a.status <> 'INACTIVE' limit 1;
  if found then
    raise notice 'Another account has this website too.';
  end if;
  select provisioning = 'VENDOR' into by_vendor from program where id = 1;
  insert into client_account (id, account_id, name, website, website_key, provisioning, created_at,
    created_by_partner_id)
  values (gen_random_uuid(), substring(translate(gen_random_uuid()::text, '-', '') for 24), plain_name, host, host,
    case when by_vendor then 'PENDING' else 'READY' end, work_now(), create_account.partner_id)
  returning * into made;
  insert into account_access (id, account_id, partner_id, status, name, website, sort_name, since)
  values (gen_random_uuid(), made.id, create_account.partner_id, 'DEVELOPMENT', made.name, host, lower(made.name),
    made.created_at)
  returning * into access;
  insert into search_word (partner_id, object_id, word)
  select distinct create_account.partner_id, made.id, word
  from regexp_split_to_table(lower(made.name || ' ' || host || ' ' || made.account_id), '[^[:alnum:]]+') word
  where word <> '';
  insert into event (id, type, at, subject_id, partner_id, actor_kind, actor_id, data)
  values (happened, 'account.created', made.created_at, made.id, create_account.partner_id, 'MEMBER',
    create_account.user_id, jsonb_build_object('account_id', made.account_id, 'name', made.name, 'website', host,
      'provisioning', made.provisioning));
  perform procrastinate_defer_jobs_v1(array[row('events', 'handle_event', 0, null, null,
    jsonb_build_object('event_id', happened), null)::procrastinate_job_to_defer_v1]);
  return access;
end $$;
