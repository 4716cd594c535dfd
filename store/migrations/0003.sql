-- Watches: questions about claims that a reader keeps, and the claims that answered them.

CREATE TABLE watch (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- What is asked for, in words; empty: anything.
    measure TEXT NOT NULL DEFAULT '',
    claimant TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    -- Only claims that another one denies are told of.
    is_rival_only $int NOT NULL DEFAULT 0,
    -- SHA-256 of the secret in the address of its Atom feed; none: it has no feed.
    feed_hash $blob UNIQUE,
    -- Hits told of and not looked at yet, kept by whoever adds and sees them.
    unseen_count $int NOT NULL DEFAULT 0,
    created_at $int NOT NULL
) $strict;
CREATE INDEX watch_reader ON watch (reader_id, id);

CREATE TABLE watch_hit (
    id $id,
    watch_id $int NOT NULL REFERENCES watch ON DELETE CASCADE,
    article_id $int NOT NULL REFERENCES article ON DELETE CASCADE,
    -- Of the text that the span counts.
    version $int NOT NULL,
    span_start $int NOT NULL,
    span_end $int NOT NULL,
    -- What the claim says of what, and of what alone: the same claim is told of once.
    claim_hash $blob NOT NULL,
    question_hash $blob NOT NULL,
    claimant TEXT NOT NULL,
    measure TEXT NOT NULL,
    place TEXT NOT NULL,
    figure TEXT NOT NULL,
    -- The same claimant's figure before it; none: there was none.
    was TEXT,
    sentence TEXT NOT NULL,
    -- Leads to the figure in the reader page.
    fragment TEXT NOT NULL,
    -- Another claim on the shelf and this one cannot both hold.
    is_rival $int NOT NULL DEFAULT 0,
    -- 0: only kept to be compared with, as the watch asks for rivals.
    is_told $int NOT NULL,
    is_seen $int NOT NULL DEFAULT 0,
    found_at $int NOT NULL,
    UNIQUE (watch_id, article_id, claim_hash)
) $strict;
CREATE INDEX watch_hit_told ON watch_hit (watch_id, id) WHERE is_told = 1;
CREATE INDEX watch_hit_question ON watch_hit (watch_id, question_hash, id);
CREATE INDEX watch_hit_article ON watch_hit (article_id);
