-- The vault: a few sealed secrets, the keys that seal them (themselves sealed), and a log of every use.
--
-- Nothing here is secret in the clear. What is in the clear (names, versions, times, states) is repeated in the
-- sealed manifest: a row that was changed, moved, removed or brought back from an older state no longer agrees
-- with it. Times are seconds since 1970. Identifiers are random bytes.

CREATE TABLE vault_meta (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    vault_id   BLOB NOT NULL CHECK (length(vault_id) = 16),
    created_at INTEGER NOT NULL
) STRICT;

-- The data key (DEK) that seals the records; `rotate` replaces it. Only its identity is here, the key itself is in
-- vault_kek. seal_count guards the limit of AES-GCM with random nonces (2^32 seals for one key).
CREATE TABLE vault_dek (
    dek_id     BLOB PRIMARY KEY CHECK (length(dek_id) = 16),
    created_at INTEGER NOT NULL,
    seal_count INTEGER NOT NULL CHECK (seal_count >= 0)
) STRICT, WITHOUT ROWID;

-- The data key, sealed once for each key that opens the vault (KEK). kcv is a full-length HMAC: it tells a wrong key
-- from a damaged vault. checksum covers the other columns without a key, so that a damaged salt is not taken for a
-- wrong passphrase.
CREATE TABLE vault_kek (
    dek_id     BLOB NOT NULL REFERENCES vault_dek (dek_id),
    kek_id     BLOB NOT NULL CHECK (length(kek_id) = 16),
    source     TEXT NOT NULL,
    kdf        TEXT CHECK (kdf = 'scrypt'),
    kdf_n      INTEGER,
    kdf_r      INTEGER,
    kdf_p      INTEGER,
    kdf_salt   BLOB,
    nonce      BLOB NOT NULL CHECK (length(nonce) = 12),
    wrapped    BLOB NOT NULL,
    kcv        BLOB NOT NULL CHECK (length(kcv) = 32),
    checksum   BLOB NOT NULL CHECK (length(checksum) = 32),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (dek_id, kek_id),
    CHECK ((kdf IS NULL) = (kdf_salt IS NULL))
) STRICT, WITHOUT ROWID;

-- The sealed secrets. account is empty for what belongs to the site as a whole. A replaced secret gets the next
-- version; the row of the version before goes in the same transaction.
CREATE TABLE vault_rec (
    site       BLOB NOT NULL CHECK (length(site) = 16),
    account    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0),
    dek_id     BLOB NOT NULL REFERENCES vault_dek (dek_id),
    nonce      BLOB NOT NULL CHECK (length(nonce) = 12),
    sealed     BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (site, account, kind, version)
) STRICT, WITHOUT ROWID;

-- Whether the grant of an account is still good, as far as we know.
CREATE TABLE vault_grant (
    site       BLOB NOT NULL CHECK (length(site) = 16),
    account    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('active', 'rejected', 'expired')),
    reason     TEXT,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (site, account)
) STRICT, WITHOUT ROWID;

-- What all the tables above hold, sealed, rewritten with every change.
CREATE TABLE vault_manifest (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    dek_id BLOB NOT NULL REFERENCES vault_dek (dek_id),
    nonce  BLOB NOT NULL CHECK (length(nonce) = 12),
    sealed BLOB NOT NULL
) STRICT;

-- Who used what, never a value. Ids have no gaps; mac authenticates each row under a key derived from the data key.
-- Rows older than 400 days go.
CREATE TABLE vault_log (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    uid     INTEGER NOT NULL,
    action  TEXT NOT NULL,
    site    BLOB,
    account TEXT,
    kind    TEXT,
    version INTEGER,
    result  TEXT NOT NULL,
    mac     BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;
