-- Integer times are Unix seconds. Every table is bounded by ServerLimits and emptied by the sweeper.

CREATE TABLE mailbox (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    login_key BLOB NOT NULL CHECK (length(login_key) = 32),
    created INTEGER NOT NULL,
    last_used INTEGER NOT NULL,
    identity BLOB CHECK (length(identity) = 1281),
    signed_prekey BLOB CHECK (length(signed_prekey) = 100),
    last_resort BLOB CHECK (length(last_resort) = 1284),
    mailbox_key BLOB CHECK (length(mailbox_key) = 1284)
);
CREATE INDEX mailbox_last_used ON mailbox (last_used);

-- Only H(cap) is stored: who reads this table cannot deposit with it.
CREATE TABLE capability (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    mailbox INTEGER NOT NULL REFERENCES mailbox (key) ON DELETE CASCADE,
    classes INTEGER NOT NULL CHECK (classes BETWEEN 1 AND 3),
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'revoked')),
    deposits INTEGER NOT NULL,
    deposits_used INTEGER NOT NULL DEFAULT 0,
    bundles INTEGER NOT NULL,
    bundles_used INTEGER NOT NULL DEFAULT 0,
    expires INTEGER NOT NULL,
    forget INTEGER
);
CREATE INDEX capability_mailbox ON capability (mailbox);
CREATE INDEX capability_forget ON capability (forget) WHERE forget IS NOT NULL;

CREATE TABLE one_time_prekey (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox INTEGER NOT NULL REFERENCES mailbox (key) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    prekey BLOB NOT NULL CHECK (length(prekey) = 1284)
);
CREATE INDEX one_time_prekey_mailbox ON one_time_prekey (mailbox, seq);
CREATE INDEX one_time_prekey_created ON one_time_prekey (created);

-- pending -> delivered | expired; the ciphertext exists exactly while pending; rows go at created + retention.
CREATE TABLE deposit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox INTEGER NOT NULL REFERENCES mailbox (key) ON DELETE CASCADE,
    deposit_id BLOB NOT NULL CHECK (length(deposit_id) = 16),
    status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'expired')),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    early INTEGER NOT NULL CHECK (early IN (0, 1)),
    slot BLOB NOT NULL CHECK (length(slot) = 8),
    withdraw_hash BLOB NOT NULL CHECK (length(withdraw_hash) = 32),
    ciphertext BLOB CHECK ((status = 'pending') = (ciphertext IS NOT NULL))
);
CREATE UNIQUE INDEX deposit_mailbox_id ON deposit (mailbox, deposit_id);
CREATE INDEX deposit_pending ON deposit (mailbox, seq) WHERE status = 'pending';
CREATE INDEX deposit_age ON deposit (status, created);
CREATE INDEX deposit_early ON deposit (expires) WHERE status = 'pending' AND early = 1;
