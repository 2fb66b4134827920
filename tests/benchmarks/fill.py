"""Fills a database with many accounts, by SQL alone: what the API would have written, in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

_PARTNERS = """
insert into portal.partner (id, name, website, website_key, status, referral_code, created_at)
select gen_random_uuid(), 'Agency ' || n, 'agency' || n || '.example', 'agency' || n || '.example', 'ACTIVE',
  'bench' || n, now() - interval '2 years'
from generate_series(1, cardinality(%(sizes)s::int[])) n
"""

# Ids sort by time, as those of `portal.core.ids` do: their indexes fill in order.
_ACCOUNTS = """
create function pg_temp.id_at(moment timestamptz) returns uuid language sql volatile as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '7'
    || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;

create temporary table made on commit drop as
select pg_temp.id_at(since) as id, made.* from (
select p.id as partner_id, n, p.referral_code as code,
  (array['Northwind','Alpine','Lumen','Harbor','Tidal','Copper','Juniper','Oak','Velo','Marble'])[1 + n %% 10]
    || ' ' || (array['Outfitters','Roasters','Skincare','Pine','Swimwear','Kettle','Pets','Books'])[1 + n / 7 %% 8]
    || ' ' || n as name,
  'store' || n || '-' || p.referral_code || '.example' as website,
  date_trunc('second', now() - interval '2 years' + n * (interval '700 days' / size)) as since,
  case when n %% 20 = 0 then 'INACTIVE' when n %% 5 = 0 then 'COLLABORATOR' when n %% 97 = 0 then 'AWAITING_PLAN'
    else 'DEVELOPMENT' end as status
from unnest(%(sizes)s::int[]) with ordinality as each (size, number)
join portal.partner p on p.referral_code = 'bench' || number, generate_series(1, size) n) made;

insert into portal.client_account (id, account_id, name, website, website_key, provisioning, platform, country,
  currency_code, created_at, created_by_partner_id)
select id, encode(substring(uuid_send(id) from 5), 'hex'), name, website, website, 'READY',
  (array['Shopware','Magento','WooCommerce'])[1 + n %% 4], (array['DE','FR','NL','ES'])[1 + n %% 4],
  case when n %% 3 > 0 then 'EUR' end, since, partner_id
from made;

insert into portal.account_access (id, account_id, partner_id, status, name, website, sort_name, since, ended_from,
  ended_by, ended_at)
select pg_temp.id_at(since), id, partner_id, status, name, website, lower(name), since,
  case when status = 'INACTIVE' then 'DEVELOPMENT' end, case when status = 'INACTIVE' then 'PARTNER' end,
  case when status = 'INACTIVE' then since end
from made;
"""

_SEARCH_WORDS = """
insert into portal.search_word (partner_id, object_id, word)
select distinct partner_id, account_id, word
from portal.account_access, regexp_split_to_table(lower(name || ' ' || website), '[^a-z0-9]+') word
where word <> '';
"""


def fill(url: str, *, partners: int, accounts_each: int) -> None:
    """Makes `partners` partners named Agency 1, 2, … with `accounts_each` accounts each, and fresh statistics."""
    fill_sizes(url, [accounts_each] * partners)


def fill_sizes(url: str, sizes: Sequence[int], *, searchable: bool = True) -> None:
    """Makes a partner for each of `sizes` with so many accounts; without words to search by, it takes half the time."""
    with psycopg.connect(url, options="-c search_path=portal -c timezone=UTC") as connection:
        values: dict[str, Any] = {"sizes": list(sizes)}
        connection.execute(_PARTNERS, values)
        for statement in _ACCOUNTS.split(";\n\n"):
            connection.execute(statement.encode(), values)
        if searchable:
            connection.execute(_SEARCH_WORDS)
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")
