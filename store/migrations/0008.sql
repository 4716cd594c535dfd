-- Webhooks: addresses that are told of what happens. What is to be told is a job, written with the change itself.

CREATE TABLE webhook (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    url TEXT NOT NULL,
    -- What deliveries are signed by; the receiver has it, too.
    secret TEXT NOT NULL,
    -- Bits: see `store::webhooks::Event`.
    events $int NOT NULL,
    -- Off after too many deliveries in a row were given up.
    is_off $int NOT NULL DEFAULT 0,
    -- Why the last try failed; none: it did not.
    failure TEXT,
    sent_count $int NOT NULL DEFAULT 0,
    lost_count $int NOT NULL DEFAULT 0,
    lost_in_row $int NOT NULL DEFAULT 0,
    last_at $int,
    created_at $int NOT NULL
) $strict;
CREATE INDEX webhook_reader ON webhook (reader_id, id);
CREATE INDEX job_telling ON job (run_at) WHERE state = 0 AND kind IN (7);
