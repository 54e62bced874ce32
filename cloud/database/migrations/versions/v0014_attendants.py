"""Attendants by the kiosks' records of access, those taken before too; what they took off; when to alarm."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS = """
create table attendants (
    tenant text not null,
    kiosk text not null,
    attendant text not null,
    store text not null,
    is_gone boolean not null,
    changed_at timestamptz not null,
    constraint pk_attendants primary key (tenant, kiosk, attendant)
);

create table staff_discounts (
    tenant text not null,
    sale_id text not null,
    attendant text not null,
    store text not null,
    kiosk text not null,
    sale_no text not null,
    reasons text not null,
    discounts integer not null,
    off_minor bigint not null,
    currency text not null,
    is_known boolean not null,
    at timestamptz not null,
    constraint pk_staff_discounts primary key (tenant, sale_id, attendant)
);

create index ix_staff_discounts_kiosk on staff_discounts (tenant, kiosk, at);

create index ix_staff_discounts_attendant on staff_discounts (tenant, store, attendant, at);

alter table stores add column most_discounts integer default 10 not null;

alter table attendants enable row level security;

alter table attendants force row level security;

create policy own_tenant on attendants using (tenant = current_setting('app.tenant', true));

grant select, insert, update on attendants to touchlane_app;

alter table staff_discounts enable row level security;

alter table staff_discounts force row level security;

create policy own_tenant on staff_discounts using (tenant = current_setting('app.tenant', true));

grant select, insert on staff_discounts to touchlane_app;

do $$
declare
    whose text;
    kept record;
begin
    for whose in select tenant from tenants order by tenant loop
        perform set_config('app.tenant', whose, true);
        for kept in select * from records
            where kind = 'access_changed' and schema = 1 order by kiosk, lane, seq
        loop
            begin
                insert into attendants (tenant, kiosk, attendant, store, is_gone, changed_at)
                values (kept.tenant, kept.kiosk, left(kept.body::jsonb->>'attendant', 60), kept.store,
                        kept.body::jsonb->>'change' = 'removed', kept.at)
                on conflict (tenant, kiosk, attendant)
                    do update set is_gone = excluded.is_gone, changed_at = excluded.changed_at;
            exception when others then
                raise notice 'the access of record % cannot be read', kept.record_id;
            end;
        end loop;
    end loop;
    perform set_config('app.tenant', '', true);
end
$$;
"""
"""A record whose body tells no access stays where it is: it may not stop the migration."""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
