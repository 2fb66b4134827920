"""Fills a database with many accounts, by SQL alone: what the API would have written, in seconds."""

from __future__ import annotations

from typing import Any

import psycopg

_PARTNERS = """
insert into portal.partner (id, name, website, website_key, status, referral_code, created_at)
select gen_random_uuid(), 'Agency ' || n, 'agency' || n || '.example', 'agency' || n || '.example', 'ACTIVE',
  'bench' || n, now() - interval '2 years'
from generate_series(1, %(partners)s) n
"""

_ACCOUNTS = """
create temporary table made on commit drop as
select gen_random_uuid() as id, p.id as partner_id, n, p.referral_code as code,
  (array['Northwind','Alpine','Lumen','Harbor','Tidal','Copper','Juniper','Oak','Velo','Marble'])[1 + n %% 10]
    || ' ' || (array['Outfitters','Roasters','Skincare','Pine','Swimwear','Kettle','Pets','Books'])[1 + n / 7 %% 8]
    || ' ' || n as name,
  'store' || n || '-' || p.referral_code || '.example' as website,
  now() - interval '2 years' + n * interval '5 minutes' as made_at,
  case when n %% 20 = 0 then 'INACTIVE' when n %% 5 = 0 then 'COLLABORATOR' when n %% 97 = 0 then 'AWAITING_PLAN'
    else 'DEVELOPMENT' end as status
from portal.partner p, generate_series(1, %(each)s) n where p.referral_code like 'bench%%';

insert into portal.client_account (id, account_id, name, website, website_key, provisioning, created_at,
  created_by_partner_id)
select id, encode(substring(uuid_send(id) from 5), 'hex'), name, website, website, 'READY', made_at, partner_id
from made;

insert into portal.account_access (id, account_id, partner_id, status, name, website, sort_name, since, ended_from,
  ended_by, ended_at)
select gen_random_uuid(), id, partner_id, status, name, website, lower(name), made_at,
  case when status = 'INACTIVE' then 'DEVELOPMENT' end, case when status = 'INACTIVE' then 'PARTNER' end,
  case when status = 'INACTIVE' then made_at end
from made;

insert into portal.search_word (partner_id, object_id, word)
select distinct partner_id, id, word from made, regexp_split_to_table(lower(name || ' ' || website), '[^a-z0-9]+') word
where word <> '';
"""


def fill(url: str, *, partners: int, accounts_each: int) -> None:
    """Makes `partners` partners named Agency 1, 2, … with `accounts_each` accounts each, and fresh statistics."""
    with psycopg.connect(url, options="-c search_path=portal -c timezone=UTC") as connection:
        values: dict[str, Any] = {"partners": partners, "each": accounts_each}
        connection.execute(_PARTNERS, values)
        for statement in _ACCOUNTS.split(";\n\n"):
            connection.execute(statement.encode(), values)
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")
