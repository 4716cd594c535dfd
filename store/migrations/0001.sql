-- The first schema. One text for both databases: `$id`, `$int`, `$blob`, `$strict` and `$keyed` (a table
-- that is its primary key, without a second tree for rows) become the database's own words; a part under `--- sqlite` or `--- postgres` is for that one, `--- both` ends it.
-- Instants are integer microseconds UTC. Flags are 0 or 1. JSON is text. Blobs of text are deflated.

-- People.

CREATE TABLE reader (
    id $id,
    -- What others see and write after "@": lower case, unique.
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    -- Never shown to others. Unique where it is verified.
    email TEXT,
    email_verified_at $int,
    -- PHC string of argon2id; none: signs in by other means.
    password_hash TEXT,
    -- 0 reader, 1 moderator, 2 admin.
    role $int NOT NULL DEFAULT 0,
    -- TOTP: the secret, and the last step used; none: off.
    totp_secret $blob,
    totp_last_step $int NOT NULL DEFAULT 0,
    -- Bumped by every visible change of this reader's library: what clients sync by.
    clock $int NOT NULL DEFAULT 0,
    -- Choices of theme, type and lists; see `store::accounts::Settings`.
    settings TEXT NOT NULL DEFAULT '{}',
    suspended_until $int,
    created_at $int NOT NULL
) $strict;
CREATE UNIQUE INDEX reader_email ON reader (email) WHERE email_verified_at IS NOT NULL;

CREATE TABLE recovery_code (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    code_hash $blob NOT NULL,
    used_at $int,
    PRIMARY KEY (reader_id, code_hash)
) $strict;

CREATE TABLE session (
    -- SHA-256 of the token in the cookie.
    token_hash $blob PRIMARY KEY,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- What the browser calls itself, shortened.
    agent TEXT NOT NULL,
    created_at $int NOT NULL,
    seen_at $int NOT NULL,
    expires_at $int NOT NULL,
    -- When the password was last given: dangerous actions ask again after a while.
    confirmed_at $int NOT NULL
) $strict;
CREATE INDEX session_reader ON session (reader_id);

-- App passwords and scoped API tokens.
CREATE TABLE token (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- SHA-256 of the whole token.
    token_hash $blob NOT NULL UNIQUE,
    -- Words separated by spaces.
    scopes TEXT NOT NULL,
    created_at $int NOT NULL,
    used_at $int,
    expires_at $int
) $strict;
CREATE INDEX token_reader ON token (reader_id);

CREATE TABLE passkey (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    name TEXT NOT NULL,
    credential_id $blob NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    created_at $int NOT NULL,
    used_at $int
) $strict;

-- A reader's account at an OIDC provider.
CREATE TABLE identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    created_at $int NOT NULL,
    PRIMARY KEY (issuer, subject)
) $strict;

-- What works once: links for set-up, invitation, reset, verification; steps of a sign-in.
CREATE TABLE ticket (
    token_hash $blob PRIMARY KEY,
    -- 0 set-up, 1 invitation, 2 reset, 3 verification, 4 second factor, 5 passkey, 6 elsewhere.
    kind $int NOT NULL,
    reader_id $int REFERENCES reader ON DELETE CASCADE,
    -- The address a verification is for; what a sign-in needs when it comes back.
    payload TEXT,
    created_at $int NOT NULL,
    expires_at $int NOT NULL
) $strict;

-- Articles: what pages say, shared between readers.

CREATE TABLE article (
    id $id,
    -- As it was saved, and what it is recognised by: see `store::article::url_key`.
    url TEXT NOT NULL,
    url_key $blob NOT NULL,
    -- 0: fetched by the room, anybody who saves the URL shares it. Else the reader whose browser sent it.
    owner_id $int NOT NULL DEFAULT 0,
    -- 0 waiting, 1 readable, 2 kept as a link.
    state $int NOT NULL DEFAULT 0,
    -- Why it is kept as a link.
    reason TEXT,
    title TEXT NOT NULL,
    standfirst TEXT,
    -- JSON list of names.
    byline TEXT NOT NULL DEFAULT '[]',
    outlet TEXT,
    -- As the page states it, ISO 8601 with the precision and zone it had.
    published TEXT,
    -- The same as an instant, for order; the start of the day where no time is stated.
    published_at $int,
    language TEXT,
    lead_image TEXT,
    word_count $int NOT NULL DEFAULT 0,
    quote_count $int NOT NULL DEFAULT 0,
    figure_count $int NOT NULL DEFAULT 0,
    -- The version shown, from 1; 0: none yet.
    version $int NOT NULL DEFAULT 0,
    created_at $int NOT NULL,
    updated_at $int NOT NULL
) $strict;
CREATE INDEX article_waiting ON article (id) WHERE state = 0;
CREATE UNIQUE INDEX article_url ON article (url_key, owner_id);

CREATE TABLE version (
    article_id $int NOT NULL REFERENCES article ON DELETE CASCADE,
    -- From 1.
    version $int NOT NULL,
    -- Deflated: see `store::article::Content`.
    content $blob NOT NULL,
    -- SHA-256 of the canonical text.
    text_hash $blob NOT NULL,
    -- Of `content`, as stored.
    checksum $int NOT NULL,
    -- Which reader of pages made it.
    extractor TEXT NOT NULL,
    created_at $int NOT NULL,
    PRIMARY KEY (article_id, version)
) $strict;

-- The page as it came, so that a better extractor can read it again.
CREATE TABLE capture (
    article_id $int NOT NULL REFERENCES article ON DELETE CASCADE,
    version $int NOT NULL,
    url TEXT NOT NULL,
    content_type TEXT,
    -- Deflated.
    bytes $blob NOT NULL,
    fetched_at $int NOT NULL,
    PRIMARY KEY (article_id, version)
) $strict;

-- Who says what, over all articles: the pages of a source and of a measure.
CREATE TABLE source (
    id $id,
    name TEXT NOT NULL,
    -- Case and accents folded.
    name_key TEXT NOT NULL UNIQUE
) $strict;

CREATE TABLE statement (
    article_id $int NOT NULL REFERENCES article ON DELETE CASCADE,
    -- In order of the text, from 0.
    number $int NOT NULL,
    source_id $int REFERENCES source,
    -- 0 direct, 1 indirect, 2 mixed, 3 figure.
    kind $int NOT NULL,
    -- Bytes of the canonical text of the version shown.
    span_start $int NOT NULL,
    span_end $int NOT NULL,
    -- Of a figure: decimal digits, unit, measure, place and day as read.
    value TEXT,
    unit TEXT,
    measure TEXT,
    place TEXT,
    day TEXT,
    PRIMARY KEY (article_id, number)
) $keyed;
CREATE INDEX statement_source ON statement (source_id, article_id, number)
    WHERE source_id IS NOT NULL;
CREATE INDEX statement_measure ON statement (measure, article_id, number)
    WHERE measure IS NOT NULL;

-- Pictures of articles, kept by the room so that no reader's browser asks a third party.
CREATE TABLE picture (
    url_hash $blob PRIMARY KEY,
    url TEXT NOT NULL,
    -- None until somebody looked at it.
    content_type TEXT,
    bytes $blob,
    used_at $int NOT NULL
) $strict;

-- A reader's shelf.

CREATE TABLE folder (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- Checked at commit: a folder may be moved below a younger one, and be restored before it.
    parent_id $int REFERENCES folder ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL
) $strict;
CREATE INDEX folder_reader ON folder (reader_id);

CREATE TABLE feed (
    id $id,
    url TEXT NOT NULL UNIQUE,
    site_url TEXT,
    title TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    polled_at $int,
    next_poll_at $int NOT NULL,
    failure_count $int NOT NULL DEFAULT 0,
    -- Why the last poll failed; none: it did not.
    failure TEXT,
    created_at $int NOT NULL
) $strict;
CREATE INDEX feed_next_poll ON feed (next_poll_at);

CREATE TABLE subscription (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    feed_id $int NOT NULL REFERENCES feed,
    folder_id $int REFERENCES folder ON DELETE SET NULL,
    -- The reader's own name for it; none: the feed's.
    title TEXT,
    -- Read the page behind each entry, not what the feed carries.
    is_full_text $int NOT NULL DEFAULT 0,
    created_at $int NOT NULL,
    UNIQUE (reader_id, feed_id)
) $strict;
CREATE INDEX subscription_feed ON subscription (feed_id);

-- What of a feed was seen, so that nothing comes twice.
CREATE TABLE feed_entry (
    feed_id $int NOT NULL REFERENCES feed ON DELETE CASCADE,
    entry_hash $blob NOT NULL,
    article_id $int REFERENCES article ON DELETE SET NULL,
    seen_at $int NOT NULL,
    PRIMARY KEY (feed_id, entry_hash)
) $keyed;

CREATE TABLE shelf (
    -- In order of arrival on shelves: cursor of every list, and the row of the full-text index.
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    article_id $int NOT NULL REFERENCES article,
    -- 0 unread, 1 read (archived).
    is_read $int NOT NULL DEFAULT 0,
    is_favourite $int NOT NULL DEFAULT 0,
    folder_id $int REFERENCES folder ON DELETE SET NULL,
    feed_id $int REFERENCES feed ON DELETE SET NULL,
    -- Tag names in order of their keys, separated by commas: shown in lists without a join.
    tags TEXT NOT NULL DEFAULT '',
    -- Reading position in thousandths of the text.
    progress $int NOT NULL DEFAULT 0,
    -- The reader's own title; none: the article's.
    title TEXT,
    saved_at $int NOT NULL,
    read_at $int,
    favourite_at $int,
    -- The reader's clock when this row last changed.
    clock $int NOT NULL,
    UNIQUE (reader_id, article_id)
) $strict;
-- One index for each list, so that a page is a walk along one of them.
CREATE INDEX shelf_unread ON shelf (reader_id, id) WHERE is_read = 0;
CREATE INDEX shelf_read ON shelf (reader_id, id) WHERE is_read = 1;
CREATE INDEX shelf_all ON shelf (reader_id, id);
CREATE INDEX shelf_favourite ON shelf (reader_id, id) WHERE is_favourite = 1;
CREATE INDEX shelf_feed ON shelf (reader_id, feed_id, id) WHERE feed_id IS NOT NULL;
CREATE INDEX shelf_feed_unread ON shelf (reader_id, feed_id, id)
    WHERE feed_id IS NOT NULL AND is_read = 0;
CREATE INDEX shelf_folder ON shelf (reader_id, folder_id, id) WHERE folder_id IS NOT NULL;
CREATE INDEX shelf_folder_unread ON shelf (reader_id, folder_id, id)
    WHERE folder_id IS NOT NULL AND is_read = 0;
CREATE INDEX shelf_clock ON shelf (reader_id, clock);
CREATE INDEX shelf_article ON shelf (article_id);

-- What left a shelf, for clients that sync.
CREATE TABLE removed (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- 0 an article of the shelf, 1 a mark.
    kind $int NOT NULL,
    item_id $int NOT NULL,
    clock $int NOT NULL,
    PRIMARY KEY (reader_id, kind, item_id)
) $keyed;
CREATE INDEX removed_clock ON removed (reader_id, clock);

CREATE TABLE tag (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Lower case, no spaces or commas: what queries and addresses name it by.
    name_key TEXT NOT NULL,
    UNIQUE (reader_id, name_key)
) $strict;

CREATE TABLE shelf_tag (
    tag_id $int NOT NULL REFERENCES tag ON DELETE CASCADE,
    shelf_id $int NOT NULL REFERENCES shelf ON DELETE CASCADE,
    PRIMARY KEY (tag_id, shelf_id)
) $keyed;
CREATE INDEX shelf_tag_shelf ON shelf_tag (shelf_id);

-- Counts shown beside lists, kept by whoever changes a shelf; never counted for a page.
CREATE TABLE counter (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- See `store::counter::Kind`.
    kind $int NOT NULL,
    -- Which feed, tag or folder; 0 for the whole shelf.
    item_id $int NOT NULL,
    count $int NOT NULL,
    PRIMARY KEY (reader_id, kind, item_id)
) $keyed;

CREATE TABLE rule (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- A search query; what is saved and matches is treated so.
    query TEXT NOT NULL,
    -- JSON: tags to add, folder, mark as read or favourite, leave out.
    action TEXT NOT NULL,
    created_at $int NOT NULL
) $strict;

CREATE TABLE saved_search (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    -- SHA-256 of the secret in the address of its Atom feed; none: it has no feed.
    feed_hash $blob UNIQUE,
    created_at $int NOT NULL
) $strict;

CREATE TABLE mark (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    article_id $int NOT NULL REFERENCES article,
    -- The version of the text it was made on, and where it stands in the version shown.
    version $int NOT NULL,
    span_start $int NOT NULL,
    span_end $int NOT NULL,
    -- 1: its words are no longer in the text; the span is that of the version it was made on.
    is_orphan $int NOT NULL DEFAULT 0,
    quote TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    -- 0 yellow, 1 green, 2 blue, 3 red.
    colour $int NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    clock $int NOT NULL
) $strict;
CREATE INDEX mark_article ON mark (reader_id, article_id);
CREATE INDEX mark_reader ON mark (reader_id, id);
CREATE INDEX mark_clock ON mark (reader_id, clock);

-- The desk's work: claimed, retried, its failures shown.
CREATE TABLE job (
    id $id,
    -- 0 fetch an article, 1 import, 2 mail, 3 place in stories, 4 sum up a story, 5 ask Stripe,
    -- 6 look at watches.
    kind $int NOT NULL,
    -- For whom; none: the room.
    reader_id $int REFERENCES reader ON DELETE CASCADE,
    article_id $int REFERENCES article ON DELETE CASCADE,
    -- JSON, by kind.
    payload TEXT NOT NULL DEFAULT '{}',
    run_at $int NOT NULL,
    -- Until when a process has it; none: nobody has.
    claimed_until $int,
    try_count $int NOT NULL DEFAULT 0,
    failure TEXT,
    -- 0 waiting, 1 failed for good. Work that is done has no row.
    state $int NOT NULL DEFAULT 0,
    created_at $int NOT NULL
) $strict;
CREATE INDEX job_run ON job (run_at) WHERE state = 0;
-- What the desk claims from, so that what somebody waits for is not looked for among a library to be placed:
-- `room::desk`'s urgent and patient kinds, each list in the order and the words of the question.
CREATE INDEX job_urgent ON job (run_at) WHERE state = 0 AND kind IN (0, 1, 2, 5);
CREATE INDEX job_patient ON job (run_at) WHERE state = 0 AND kind IN (3, 4, 6);
CREATE INDEX job_claimed ON job (claimed_until) WHERE claimed_until IS NOT NULL;
CREATE INDEX job_reader ON job (reader_id, id);
CREATE INDEX job_article ON job (article_id);

-- Files of other programs that are taken in: shown first, then taken row by row, so that one that breaks off goes
-- on where it stopped.
CREATE TABLE import (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    -- 0 shown, 1 being taken, 2 done, 3 given up.
    state $int NOT NULL DEFAULT 0,
    row_count $int NOT NULL,
    done_count $int NOT NULL DEFAULT 0,
    -- JSON: what was found and what became of it, as the room shows it.
    report TEXT NOT NULL,
    -- The file, deflated; gone when it is done.
    bytes $blob,
    created_at $int NOT NULL,
    updated_at $int NOT NULL
) $strict;
CREATE INDEX import_reader ON import (reader_id, id);

-- One value each: the room's name, its keys, who may sign up.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) $strict;

-- How many articles of a shelf hold a term: kept for words so common that counting them takes long.
CREATE TABLE term_count (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    term TEXT NOT NULL,
    count $int NOT NULL,
    PRIMARY KEY (reader_id, term)
) $keyed;

-- Terms made by `store::search::terms`, so that both databases find the same. The row is that of `shelf`.
--- sqlite
-- No positions: phrases are looked for in the text of what holds their words.
CREATE VIRTUAL TABLE shelf_terms USING fts5 (
    terms, tokenize = "ascii", content = '', contentless_delete = 1, detail = none
);
--- postgres
CREATE TABLE shelf_terms (
    rowid BIGINT PRIMARY KEY REFERENCES shelf ON DELETE CASCADE,
    terms TSVECTOR NOT NULL
);
CREATE INDEX shelf_terms_terms ON shelf_terms USING gin (terms);
--- both
