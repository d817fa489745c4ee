-- Sessions of the client API, and the tokens that reach people by mail.

CREATE DOMAIN token_hash AS bytea
    CONSTRAINT token_hash_is_sha256 CHECK (length(VALUE) = 32);

-- NULL until the owner of the address has confirmed it. Accounts that exist already need not.
ALTER TABLE users ADD COLUMN confirmed_at timestamptz DEFAULT now();

-- The access tokens that are good, by the hash of their id.
CREATE TABLE sessions (
    token      token_hash  PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE account_tokens (
    token      token_hash  PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    purpose    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT account_tokens_purpose_is_known CHECK (purpose IN ('confirmation', 'password_reset')),
    CONSTRAINT account_tokens_one_of_a_kind UNIQUE (user_id, purpose)
);
