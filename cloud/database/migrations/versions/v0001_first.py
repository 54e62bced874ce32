"""Tables, their history triggers, row-level security, and what the application may do."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
create table tenants (
    tenant text not null,
    kind text not null,
    made_at timestamptz default now() not null,
    constraint pk_tenants primary key (tenant),
    constraint ck_tenants_kind check (kind in ('demo', 'live'))
);

create table stores (
    tenant text not null,
    store text not null,
    shop jsonb not null,
    constraint pk_stores primary key (tenant, store)
);

create table kiosks (
    tenant text not null,
    kiosk text not null,
    store text not null,
    name text not null,
    public_key text not null,
    enrolled_at timestamptz default now() not null,
    revoked_at timestamptz,
    constraint pk_kiosks primary key (tenant, kiosk)
);

create table enrolment_codes (
    tenant text not null,
    code_hash text not null,
    store text not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint pk_enrolment_codes primary key (tenant, code_hash)
);

create table used_nonces (
    tenant text not null,
    kiosk text not null,
    nonce text not null,
    store text default '' not null,
    seen_at timestamptz default now() not null,
    constraint pk_used_nonces primary key (tenant, kiosk, nonce)
);

create index ix_used_nonces_seen_at on used_nonces (seen_at);

create table signing_keys (
    tenant text not null,
    purpose text not null,
    public_key text not null,
    store text default '' not null,
    made_at timestamptz default now() not null,
    constraint pk_signing_keys primary key (tenant, purpose, public_key),
    constraint ck_signing_keys_purpose check (purpose in ('catalogue', 'member'))
);

create table catalogue_revisions (
    tenant text not null,
    revision bigint not null,
    store text default '' not null,
    offers jsonb not null,
    products integer not null,
    snapshot bytea not null,
    sha256 text not null,
    size bigint not null,
    signature text not null,
    published_at timestamptz not null,
    constraint pk_catalogue_revisions primary key (tenant, revision)
);

create table catalogue_products (
    tenant text not null,
    sku text not null,
    from_revision bigint not null,
    until_revision bigint,
    store text default '' not null,
    product jsonb not null,
    constraint pk_catalogue_products primary key (tenant, sku, from_revision)
);

create unique index uq_catalogue_products_current on catalogue_products (tenant, sku)
    where until_revision is null;

create table payment_providers (
    tenant text not null,
    wallet text not null,
    store text default '' not null,
    merchant_file text not null,
    constraint pk_payment_providers primary key (tenant, wallet)
);

create table pay_attempts (
    tenant text not null,
    attempt_id text not null,
    store text not null,
    kiosk text not null,
    sale_id text not null,
    wallet text not null,
    out_trade_no text not null,
    amount_minor bigint not null,
    currency text not null,
    state text not null,
    version integer not null,
    holds_sale boolean not null,
    was_closed boolean default false not null,
    request bytea not null,
    request_hash text not null,
    qr_text text,
    expires_at timestamptz not null,
    paid_at timestamptz,
    transaction_id text,
    paid_minor bigint,
    reason jsonb,
    refund_no text,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    due_at timestamptz,
    checks integer default 0 not null,
    unanswered integer default 0 not null,
    constraint pk_pay_attempts primary key (tenant, attempt_id),
    constraint uq_pay_attempts_transaction unique (wallet, transaction_id),
    constraint uq_pay_attempts_out_trade_no unique (tenant, wallet, out_trade_no)
);

create index ix_pay_attempts_due on pay_attempts (tenant, due_at) where due_at is not null;

create index ix_pay_attempts_sale on pay_attempts (tenant, sale_id);

create unique index uq_pay_attempts_holding on pay_attempts (tenant, sale_id) where holds_sale;

create unique index uq_pay_attempts_money on pay_attempts (tenant, sale_id) where state = 'paid';

create table attempt_events (
    tenant text not null,
    attempt_id text not null,
    version integer not null,
    store text not null,
    event text not null,
    state text not null,
    why jsonb,
    at timestamptz not null,
    constraint pk_attempt_events primary key (tenant, attempt_id, version)
);

create table alarms (
    tenant text not null,
    alarm_id bigserial not null,
    store text default '' not null,
    code text not null,
    about jsonb not null,
    raised_at timestamptz default now() not null,
    settled_at timestamptz,
    constraint pk_alarms primary key (alarm_id, tenant)
);

create table records (
    tenant text not null,
    kiosk text not null,
    lane text not null,
    seq bigint not null,
    store text not null,
    record_id text not null,
    at timestamptz not null,
    kind text not null,
    schema integer not null,
    body text not null,
    prev_hash text not null,
    hash text not null,
    received_at timestamptz default now() not null,
    constraint pk_records primary key (tenant, kiosk, lane, seq)
);

create table lane_heads (
    tenant text not null,
    kiosk text not null,
    lane text not null,
    store text not null,
    seq bigint not null,
    hash text not null,
    constraint pk_lane_heads primary key (tenant, kiosk, lane)
);

create table quarantine (
    tenant text not null,
    kiosk text not null,
    lane text not null,
    seq bigint not null,
    store text not null,
    kind text not null,
    reason jsonb not null,
    at timestamptz default now() not null,
    released_at timestamptz,
    constraint pk_quarantine primary key (tenant, kiosk, lane, seq)
);

create table sales (
    tenant text not null,
    sale_id text not null,
    store text not null,
    kiosk text not null,
    sale_no text not null,
    receipt_token text not null,
    total_minor bigint not null,
    currency text not null,
    attempt_id text not null,
    closed_at timestamptz not null,
    member_ref text,
    doubt jsonb,
    simulated boolean not null,
    sale jsonb not null,
    constraint pk_sales primary key (tenant, sale_id),
    constraint uq_sales_receipt_token unique (tenant, receipt_token)
);

create index ix_sales_closed_at on sales (tenant, store, closed_at);

create table members (
    tenant text not null,
    member_ref text not null,
    store text default '' not null,
    greeting text not null,
    joined_at timestamptz default now() not null,
    constraint pk_members primary key (tenant, member_ref)
);

create table member_bindings (
    tenant text not null,
    sale_id text not null,
    store text not null,
    member_ref text not null,
    bound_at timestamptz default now() not null,
    constraint pk_member_bindings primary key (tenant, sale_id)
);

create index ix_member_bindings_member on member_bindings (tenant, member_ref);
"""

KIND_IS_FOR_EVER = """
create function tenant_kind_is_for_ever() returns trigger language plpgsql as $body$
begin
    if new.kind <> old.kind then
        raise exception 'a tenant is % for ever', old.kind;
    end if;
    return new;
end
$body$;

create trigger kind_is_for_ever before update on tenants
    for each row execute function tenant_kind_is_for_ever();
"""

APPEND_ONLY = ("attempt_events", "records")
REMOVABLE = ("used_nonces",)


def upgrade() -> None:
    """Everything in one transaction; a table without a policy would be open, so all get one by a loop."""
    for statement in (TABLES + KIND_IS_FOR_EVER).split(";\n\n"):
        if statement.strip():
            op.execute(statement)
    names = op.get_bind().exec_driver_sql(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
    )
    for (name,) in names.all():
        may = ["select"]
        if name != "tenants":
            op.execute(f"alter table {name} enable row level security")
            op.execute(f"alter table {name} force row level security")
            op.execute(
                f"create policy own_tenant on {name} using (tenant = current_setting('app.tenant', true))"
            )
            may += ["insert"]
            may += [] if name in APPEND_ONLY else ["update"]
            may += ["delete"] if name in REMOVABLE else []
        op.execute(f"grant {', '.join(may)} on {name} to touchlane_app")
    op.execute("grant usage on all sequences in schema public to touchlane_app")
