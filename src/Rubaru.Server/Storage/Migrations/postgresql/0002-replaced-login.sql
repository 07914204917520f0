-- Login keys that a restored profile replaced (protocol section 11): their device is told, and logs in no more.
CREATE TABLE replaced_login (
    mailbox BIGINT NOT NULL REFERENCES mailbox (key) ON DELETE CASCADE,
    login_key BYTEA NOT NULL CHECK (length(login_key) = 32),
    number BIGINT NOT NULL,
    PRIMARY KEY (mailbox, login_key)
);
