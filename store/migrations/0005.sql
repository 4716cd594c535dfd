-- Membership: what readers were given, codes that give, and what is known from Stripe. Plans themselves stand in the
-- configuration and are named here by their slug.

-- The ledger. Rows are only added: the last row of a reader, source and key says what holds of that grant, those
-- before it what held earlier. A row that ends when it begins takes the grant back.
CREATE TABLE membership_grant (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    plan TEXT NOT NULL,
    -- 0 by an admin, 1 invitation, 2 gift code, 3 trial, 4 Stripe.
    source $int NOT NULL,
    -- Within the source: which code, trial or subscription.
    grant_key TEXT NOT NULL,
    from_at $int NOT NULL,
    -- None: without end.
    until_at $int,
    -- Whether it will go on by itself at its end.
    renews $int NOT NULL DEFAULT 0,
    -- What whoever gave it wrote; the reader sees it.
    note TEXT NOT NULL DEFAULT '',
    created_at $int NOT NULL
) $strict;
CREATE INDEX membership_grant_reader ON membership_grant (reader_id, id);

CREATE TABLE gift_code (
    id $id,
    -- SHA-256 of the code without its hyphens.
    code_hash $blob NOT NULL UNIQUE,
    -- Its first letters, to know it again by.
    hint TEXT NOT NULL,
    plan TEXT NOT NULL,
    -- How long each use lasts; none: without end.
    days $int,
    use_count $int NOT NULL DEFAULT 0,
    use_limit $int NOT NULL,
    expires_at $int,
    note TEXT NOT NULL DEFAULT '',
    created_at $int NOT NULL
) $strict;

CREATE TABLE gift_use (
    code_id $int NOT NULL REFERENCES gift_code,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    used_at $int NOT NULL,
    PRIMARY KEY (code_id, reader_id)
) $keyed;

-- Articles opened by readers whose plan counts them.
CREATE TABLE metered (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- "2026-11", in UTC.
    month TEXT NOT NULL,
    article_id $int NOT NULL,
    PRIMARY KEY (reader_id, month, article_id)
) $keyed;

-- What Stripe told us of, by the event's own id: each is taken once.
CREATE TABLE stripe_event (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    received_at $int NOT NULL
) $strict;
CREATE INDEX stripe_event_received ON stripe_event (received_at);

CREATE TABLE stripe_subscription (
    id TEXT PRIMARY KEY,
    -- None until the subscription was asked for; then whom it is for.
    reader_id $int REFERENCES reader ON DELETE CASCADE,
    customer TEXT,
    status TEXT,
    -- Moved by whoever is about to ask Stripe: an answer is kept only when nobody asked after it.
    turn $int NOT NULL DEFAULT 0,
    updated_at $int NOT NULL
) $strict;
CREATE INDEX stripe_subscription_reader ON stripe_subscription (reader_id);
