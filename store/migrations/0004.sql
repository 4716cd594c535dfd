-- The conversation: threads and comments, votes, follows, notices, moderation.

CREATE TABLE thread (
    id $id,
    -- 0 an article, 1 a passage of it, 2 a story, 3 a claim.
    kind $int NOT NULL,
    -- What it is about, in one word: see `store::threads::Target`.
    target TEXT NOT NULL UNIQUE,
    article_id $int REFERENCES article ON DELETE CASCADE,
    -- As of the article: 0, or the reader who alone may open it.
    owner_id $int NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    -- Of a passage: as of `mark`.
    version $int NOT NULL DEFAULT 0,
    span_start $int NOT NULL DEFAULT 0,
    span_end $int NOT NULL DEFAULT 0,
    is_orphan $int NOT NULL DEFAULT 0,
    quote TEXT NOT NULL DEFAULT '',
    prefix TEXT NOT NULL DEFAULT '',
    suffix TEXT NOT NULL DEFAULT '',
    -- 1: nobody but moderators may write.
    is_closed $int NOT NULL DEFAULT 0,
    -- Ranks given to comments that answer none.
    rank $int NOT NULL DEFAULT 0,
    -- Comments shown.
    comment_count $int NOT NULL DEFAULT 0,
    -- Bumped by whatever happens to a comment: what live readers continue from.
    seq $int NOT NULL DEFAULT 0,
    -- Bumped by that and by votes: what a page that is kept in memory is known to be fresh by.
    turn $int NOT NULL DEFAULT 0,
    created_at $int NOT NULL,
    last_at $int NOT NULL
) $strict;
CREATE INDEX thread_by_article ON thread (article_id, id) WHERE article_id IS NOT NULL;
CREATE INDEX thread_last ON thread (last_at, id) WHERE comment_count > 0 AND owner_id = 0;

-- Who wrote without an account. The address is for the room alone.
CREATE TABLE guest (
    id $id,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    -- SHA-256 of the secret in the letter that verifies.
    token_hash $blob UNIQUE,
    verified_at $int,
    created_at $int NOT NULL
) $strict;

CREATE TABLE comment (
    id $id,
    thread_id $int NOT NULL REFERENCES thread ON DELETE CASCADE,
    parent_id $int REFERENCES comment ON DELETE CASCADE,
    -- Four bytes a level, the rank among its siblings, the highest first: in order of paths, an answer follows what
    -- it answers, and all below a comment is one range.
    path $blob NOT NULL,
    depth $int NOT NULL,
    -- None: a guest, one who was brought by an import, or a reader who left.
    author_id $int REFERENCES reader ON DELETE SET NULL,
    guest_id $int REFERENCES guest ON DELETE SET NULL,
    -- Of who has no account; empty: see the author.
    name TEXT NOT NULL DEFAULT '',
    -- Markdown as it was written, and HTML made of it once.
    source TEXT NOT NULL,
    html TEXT NOT NULL,
    -- 0 shown, 1 held, 2 removed by a moderator, 3 deleted by the author.
    status $int NOT NULL,
    -- Why it is held or removed.
    reason TEXT,
    up $int NOT NULL DEFAULT 0,
    down $int NOT NULL DEFAULT 0,
    -- Lower bound of the share of good votes, in millionths.
    score $int NOT NULL DEFAULT 0,
    -- Ranks given to answers; answers shown; of a first comment, all shown below it.
    rank $int NOT NULL DEFAULT 0,
    child_count $int NOT NULL DEFAULT 0,
    reply_count $int NOT NULL DEFAULT 0,
    -- The thread's `seq` when this last changed.
    seq $int NOT NULL,
    created_at $int NOT NULL,
    edited_at $int,
    -- Of one that an import brought: what it is known again by.
    mark $int
) $strict;
CREATE UNIQUE INDEX comment_mark ON comment (thread_id, mark) WHERE mark IS NOT NULL;
CREATE UNIQUE INDEX comment_path ON comment (thread_id, path);
CREATE INDEX comment_time ON comment (thread_id, created_at, id) WHERE depth = 0;
CREATE INDEX comment_best ON comment (thread_id, score, id) WHERE depth = 0;
CREATE INDEX comment_talk ON comment (thread_id, reply_count, id) WHERE depth = 0;
CREATE INDEX comment_seq ON comment (thread_id, seq);
CREATE INDEX comment_parent ON comment (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX comment_author ON comment (author_id, id) WHERE author_id IS NOT NULL;
CREATE INDEX comment_guest ON comment (guest_id) WHERE guest_id IS NOT NULL;
CREATE INDEX comment_held ON comment (id) WHERE status = 1;

-- What a comment said before it was changed.
CREATE TABLE revision (
    comment_id $int NOT NULL REFERENCES comment ON DELETE CASCADE,
    -- From 1.
    number $int NOT NULL,
    source TEXT NOT NULL,
    html TEXT NOT NULL,
    -- When it was written.
    created_at $int NOT NULL,
    PRIMARY KEY (comment_id, number)
) $keyed;

CREATE TABLE vote (
    comment_id $int NOT NULL REFERENCES comment ON DELETE CASCADE,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- 1 or -1.
    value $int NOT NULL,
    PRIMARY KEY (comment_id, reader_id)
) $keyed;
CREATE INDEX vote_reader ON vote (reader_id, comment_id);

-- What was typed and not posted: kept by hand, by the script, or after a refusal.
CREATE TABLE draft (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- What is written about, as of `thread`; the comment answered, 0: none.
    target TEXT NOT NULL,
    parent_id $int NOT NULL,
    source TEXT NOT NULL,
    -- Why it was refused; none: it was not.
    reason TEXT,
    updated_at $int NOT NULL,
    PRIMARY KEY (reader_id, target, parent_id)
) $keyed;

-- A reader in the conversation: what others may see, what letters are wanted, what moderators decided.
CREATE TABLE speaker (
    reader_id $int PRIMARY KEY REFERENCES reader ON DELETE CASCADE,
    about TEXT NOT NULL DEFAULT '',
    -- What the profile shows.
    shows_comments $int NOT NULL DEFAULT 1,
    shows_follows $int NOT NULL DEFAULT 0,
    -- Comments shown, followers, notices that were not read.
    comment_count $int NOT NULL DEFAULT 0,
    follower_count $int NOT NULL DEFAULT 0,
    unread_count $int NOT NULL DEFAULT 0,
    -- Letters: 0 none, 1 at once, 2 hourly, 3 daily.
    mail $int NOT NULL DEFAULT 0,
    mailed_at $int NOT NULL DEFAULT 0,
    -- SHA-256 of the secret in the address of the private feed.
    feed_hash $blob UNIQUE,
    -- May read but not write until then, and why.
    silenced_until $int,
    silenced_why TEXT
) $strict;

CREATE TABLE follow (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- 0 a reader, 1 a thread, 2 a story, 3 a source, 4 a kept search.
    kind $int NOT NULL,
    item_id $int NOT NULL,
    -- The last row of the reader's shelf when it began: of a source or search, what came later is told.
    seen $int NOT NULL DEFAULT 0,
    created_at $int NOT NULL,
    PRIMARY KEY (reader_id, kind, item_id)
) $keyed;
CREATE INDEX follow_item ON follow (kind, item_id, reader_id);

CREATE TABLE shun (
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- 0 a reader is muted, 1 a reader is blocked, 2 a thread is muted.
    kind $int NOT NULL,
    item_id $int NOT NULL,
    created_at $int NOT NULL,
    PRIMARY KEY (reader_id, kind, item_id)
) $keyed;
CREATE INDEX shun_item ON shun (kind, item_id, reader_id);

-- What happened and is still to be told: written with the change, removed with the last notice it makes.
CREATE TABLE news (
    id $id,
    comment_id $int NOT NULL REFERENCES comment ON DELETE CASCADE,
    -- Followers up to this reader have been told.
    told $int NOT NULL DEFAULT 0,
    -- Names written after "@", separated by commas.
    mentions TEXT NOT NULL DEFAULT ''
) $strict;

-- The outbox: a row for each recipient and event.
CREATE TABLE notice (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- See `store::notices::Kind`.
    kind $int NOT NULL,
    -- What happened, so that nobody is told twice.
    event TEXT NOT NULL,
    comment_id $int REFERENCES comment ON DELETE CASCADE,
    actor_id $int REFERENCES reader ON DELETE CASCADE,
    -- Of an article on the recipient's shelf.
    shelf_id $int,
    words TEXT NOT NULL DEFAULT '',
    is_read $int NOT NULL DEFAULT 0,
    -- 0 no letter is due, 1 one is, 2 it was written.
    mail $int NOT NULL DEFAULT 0,
    created_at $int NOT NULL,
    UNIQUE (reader_id, event)
) $strict;
CREATE INDEX notice_reader ON notice (reader_id, id);
CREATE INDEX notice_mail ON notice (reader_id, id) WHERE mail = 1;
CREATE INDEX notice_comment ON notice (comment_id) WHERE comment_id IS NOT NULL;

CREATE TABLE report (
    id $id,
    comment_id $int NOT NULL REFERENCES comment ON DELETE CASCADE,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- See `store::moderation::Complaint`.
    complaint $int NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    created_at $int NOT NULL,
    settled_at $int,
    UNIQUE (comment_id, reader_id)
) $strict;
CREATE INDEX report_open ON report (comment_id, id) WHERE settled_at IS NULL;

-- What moderators did, for all to read. Never changed; each line holds the hash of the one before.
CREATE TABLE moderation (
    id $id,
    -- See `store::moderation::Act`.
    act $int NOT NULL,
    -- Who did it, and to which comment and reader; they may be gone. 0: none.
    moderator_id $int NOT NULL,
    comment_id $int NOT NULL DEFAULT 0,
    reader_id $int NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    created_at $int NOT NULL,
    hash $blob NOT NULL
) $strict;
