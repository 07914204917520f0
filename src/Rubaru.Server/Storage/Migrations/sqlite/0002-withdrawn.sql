-- A sender may withdraw what waits (protocol section 7.2), and an owner the capability of a contact in strict mode.
-- SQLite cannot change a CHECK, so both tables are made anew; nothing refers to them.

CREATE TABLE capability_new (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    mailbox INTEGER NOT NULL REFERENCES mailbox (key) ON DELETE CASCADE,
    classes INTEGER NOT NULL CHECK (classes BETWEEN 1 AND 3),
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'revoked', 'withdrawn')),
    deposits INTEGER NOT NULL,
    deposits_used INTEGER NOT NULL DEFAULT 0,
    bundles INTEGER NOT NULL,
    bundles_used INTEGER NOT NULL DEFAULT 0,
    expires INTEGER NOT NULL,
    forget INTEGER
);
INSERT INTO capability_new
    (hash, mailbox, classes, state, deposits, deposits_used, bundles, bundles_used, expires, forget)
    SELECT hash, mailbox, classes, state, deposits, deposits_used, bundles, bundles_used, expires, forget
    FROM capability;
DROP TABLE capability;
ALTER TABLE capability_new RENAME TO capability;
CREATE INDEX capability_mailbox ON capability (mailbox);
CREATE INDEX capability_forget ON capability (forget) WHERE forget IS NOT NULL;

-- pending -> delivered | expired | withdrawn; the ciphertext exists exactly while pending; rows go at created + retention.
CREATE TABLE deposit_new (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox INTEGER NOT NULL REFERENCES mailbox (key) ON DELETE CASCADE,
    deposit_id BLOB NOT NULL CHECK (length(deposit_id) = 16),
    status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'expired', 'withdrawn')),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL CHECK (expires >= created),
    early INTEGER NOT NULL CHECK (early IN (0, 1)),
    slot BLOB NOT NULL CHECK (length(slot) = 8),
    withdraw_hash BLOB NOT NULL CHECK (length(withdraw_hash) = 32),
    ciphertext BLOB CHECK ((status = 'pending') = (ciphertext IS NOT NULL))
);
INSERT INTO deposit_new
    (seq, mailbox, deposit_id, status, created, expires, early, slot, withdraw_hash, ciphertext)
    SELECT seq, mailbox, deposit_id, status, created, expires, early, slot, withdraw_hash, ciphertext
    FROM deposit;
DROP TABLE deposit;
ALTER TABLE deposit_new RENAME TO deposit;
-- A withdrawal names only the deposit, so that comes first; the mailbox alone is found by the second index.
CREATE UNIQUE INDEX deposit_name ON deposit (deposit_id, mailbox);
CREATE INDEX deposit_mailbox ON deposit (mailbox, status, seq);
CREATE INDEX deposit_age ON deposit (status, created);
CREATE INDEX deposit_early ON deposit (expires) WHERE status = 'pending' AND early = 1;

-- Where a mailbox wants to be woken (RFC 8030): the address at the push service and the keys of RFC 8291.
CREATE TABLE push_subscription (
    mailbox INTEGER NOT NULL PRIMARY KEY REFERENCES mailbox (key) ON DELETE CASCADE,
    endpoint TEXT NOT NULL CHECK (length(endpoint) BETWEEN 1 AND 2048),
    p256dh BLOB NOT NULL CHECK (length(p256dh) = 65),
    auth BLOB NOT NULL CHECK (length(auth) = 16),
    created INTEGER NOT NULL
);
