-- Apps of other programs: see `room::api`.

-- When it came on the shelf, as ids go up with it; `saved_at` may be of long before.
ALTER TABLE shelf ADD COLUMN arrived_at $int NOT NULL DEFAULT 0;

-- What an app got for its app password: gone with the password.
CREATE TABLE app_session (
    -- SHA-256 of the secret.
    secret_hash $blob PRIMARY KEY,
    token_id $int NOT NULL REFERENCES token ON DELETE CASCADE,
    -- 0 access, 1 refresh, 2 write, 3 pages.
    kind $int NOT NULL,
    expires_at $int NOT NULL
) $strict;
CREATE INDEX app_session_token ON app_session (token_id, kind, expires_at);

-- A client as wallabag's apps name themselves by: an id and a secret, which sign nobody in alone.
CREATE TABLE client (
    id $id,
    reader_id $int NOT NULL REFERENCES reader ON DELETE CASCADE,
    -- The app password it was made with; none: made by an app's own set-up.
    token_id $int REFERENCES token ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Known to the app, with the row's id before it.
    public_part TEXT NOT NULL,
    secret_hash $blob NOT NULL,
    created_at $int NOT NULL
) $strict;
CREATE INDEX client_reader ON client (reader_id);
CREATE INDEX client_token ON client (token_id);

-- Addresses as they were given, for apps that ask by SHA-1: its first eight bytes.
CREATE TABLE address (
    hash $int NOT NULL,
    article_id $int NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (hash, article_id)
) $keyed;
CREATE INDEX address_article ON address (article_id);
