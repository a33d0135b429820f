-- Keys on people's devices, and the questions to them that were answered.
CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    audience TEXT NOT NULL,
    person_id TEXT NOT NULL,
    host TEXT NOT NULL,
    credential_id TEXT NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    label TEXT NOT NULL,
    sign_counter BIGINT NOT NULL,
    backed_up BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX passkeys_person ON passkeys (person_id);

CREATE TABLE spent_questions (
    question_hash TEXT NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX spent_questions_expiry ON spent_questions (expires_at);
