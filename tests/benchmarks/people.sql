-- Five members of each partner, the first its owner, whose session has a token that the drivers know.

insert into portal."user" (id, name, email, created_at)
select gen_random_uuid(), 'Member ' || n || ' of ' || p.name, 'member' || n || '@' || p.website, p.created_at
from portal.partner p, generate_series(1, 5) n;
insert into portal.team_member (id, partner_id, user_id, role, status, joined_at)
select gen_random_uuid(), p.id, u.id, case when u.email like 'member1@%' then 'OWNER' else 'MANAGER' end, 'ACTIVE',
  p.created_at
from portal.partner p join portal."user" u on u.email like 'member_@' || p.website;
insert into portal.session (id, user_id, partner_id, token_hash, created_at, last_seen_at, expires_at)
select gen_random_uuid(), m.user_id, m.partner_id, sha256(('pp_ses_' || p.referral_code)::bytea), now(), now(), now()
from portal.team_member m join portal.partner p on p.id = m.partner_id
where m.role = 'OWNER';
