-- Reprints and stories: docs/compare.md says how both work.

-- What the index of reprints knows of an article.
CREATE TABLE signature (
    article_id $int PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    -- The version whose keys are in the index.
    version $int NOT NULL,
    -- The version that was compared with what was kept before; 0: none yet.
    compared $int NOT NULL DEFAULT 0,
    -- 0 nothing stood in the way, 1 a page that holds other articles, 2 all its keys were full, 3 it is
    -- alike to one text too many.
    state $int NOT NULL DEFAULT 0,
    -- Articles with one number tell one text; none: nobody tells this one again.
    group_id $int
) $strict;
CREATE INDEX signature_group ON signature (group_id) WHERE group_id IS NOT NULL;

-- The keys that articles are found under; see `record::signature::keys`. An article that one reader's browser sent has
-- its keys changed by that reader's number, so that nobody else's look-up meets them.
CREATE TABLE signature_key (
    -- Read as a signed number of 32 bits, which is shorter.
    key $int NOT NULL,
    -- 0: the key is full, and no article has a row for it any more.
    article_id $int NOT NULL,
    PRIMARY KEY (key, article_id)
) $keyed;

-- What two articles have in common: a row for each of the two.
CREATE TABLE reprint (
    article_id $int NOT NULL REFERENCES article ON DELETE CASCADE,
    other_id $int NOT NULL,
    -- What the other is of this one: see `store::reprints::Kind`.
    kind $int NOT NULL,
    -- 0 to 1,000.
    score $int NOT NULL,
    -- Share of this text that the other tells, 0 to 1,000, and from which byte to which.
    share $int NOT NULL,
    span_start $int NOT NULL,
    span_end $int NOT NULL,
    -- 0 not known, 1 this one was first, 2 the other was; and what told.
    original $int NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (article_id, other_id)
) $keyed;

-- Articles of one reader, by number of the reader whose browser sent them.
CREATE INDEX article_owner ON article (owner_id) WHERE owner_id <> 0;

-- Stories: each reader's own, made of what is on the shelf.

CREATE TABLE story (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- The reader's name for it; none: the title of the article that opened it.
    name TEXT,
    title TEXT NOT NULL,
    article_count $int NOT NULL DEFAULT 0,
    -- Days of its first and last article, as 2026-11-24; none: no article is dated.
    first_day TEXT,
    last_day TEXT,
    -- When an article came last, or the reader changed it.
    updated_at $int NOT NULL,
    -- Goes up with every change; what is kept beside it is that of the change it names.
    clock $int NOT NULL DEFAULT 0,
    summary_clock $int NOT NULL DEFAULT 0,
    -- 1: articles left, so that the traits must be summed anew.
    is_resummed $int NOT NULL DEFAULT 0,
    -- What the story's page shows beside its articles: JSON, made by the desk.
    summary TEXT NOT NULL DEFAULT ''
) $strict;
CREATE INDEX story_reader ON story (reader_id, updated_at, id) WHERE article_count > 1;

-- The sum of a story's articles: see `record::story::Sum`. None: it has faded and takes nothing in.
-- Apart from the story, so that the pages of what has faded are used again.
CREATE TABLE story_traits (
    story_id $int PRIMARY KEY REFERENCES story ON DELETE CASCADE,
    traits $blob NOT NULL
) $strict;

-- The keys that lead to stories.
CREATE TABLE story_key (
    reader_id $int NOT NULL,
    key $int NOT NULL,
    story_id $int NOT NULL REFERENCES story ON DELETE CASCADE,
    PRIMARY KEY (reader_id, key, story_id)
) $keyed;
CREATE INDEX story_key_story ON story_key (story_id);

CREATE TABLE story_article (
    shelf_id $int PRIMARY KEY REFERENCES shelf ON DELETE CASCADE,
    story_id $int NOT NULL REFERENCES story ON DELETE CASCADE,
    -- See `store::stories::Why`.
    why $int NOT NULL,
    -- JSON: the names, places and words that tie it.
    ties TEXT NOT NULL
) $strict;
CREATE INDEX story_article_story ON story_article (story_id, shelf_id);

-- Stories that their reader set apart, in both orders: nothing joins them but the reader.
CREATE TABLE story_apart (
    one_id $int NOT NULL REFERENCES story ON DELETE CASCADE,
    other_id $int NOT NULL REFERENCES story ON DELETE CASCADE,
    PRIMARY KEY (one_id, other_id)
) $keyed;
CREATE INDEX story_apart_other ON story_apart (other_id);

-- How many articles hold a key of `record::story`; key -1: how many articles were counted.
CREATE TABLE story_term (
    key $int PRIMARY KEY,
    count $int NOT NULL
) $strict;
