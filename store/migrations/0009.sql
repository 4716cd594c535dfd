-- Letters that become articles: see `room::intake::mail`.

-- What a reader's own address for letters holds. Who knows it can send articles, and read nothing; it is kept as it is,
-- as the reader looks it up each time a newsletter asks for an address.
CREATE TABLE mail_address (
    reader_id $int PRIMARY KEY REFERENCES reader ON DELETE CASCADE,
    secret TEXT NOT NULL UNIQUE,
    made_at $int NOT NULL
) $strict;
