-- What conversations about stories and claims are about; webhooks.

-- What a conversation about a story or a claim is found by, from whichever shelf: articles that everybody may have.
CREATE TABLE thread_article (
    thread_id $int NOT NULL REFERENCES thread ON DELETE CASCADE,
    article_id $int NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (thread_id, article_id)
) $strict;
CREATE INDEX thread_article_article ON thread_article (article_id, thread_id);

-- And, of a claim, figures in their words: see `store::threads::Shared`.
CREATE TABLE thread_figure (
    thread_id $int NOT NULL REFERENCES thread ON DELETE CASCADE,
    figure $int NOT NULL,
    PRIMARY KEY (thread_id, figure)
) $strict;
CREATE INDEX thread_figure_figure ON thread_figure (figure, thread_id);

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
