-- Accounts, keys, projects, pushes, deployments and their logs.

-- A DNS label that starts with a letter, has no double hyphen and does not look like an internationalised name.
CREATE FUNCTION is_label(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN value ~ '^[a-z]([a-z0-9-]*[a-z0-9])?$' AND value !~ '--' AND value !~ '^xn(-|$)';

CREATE DOMAIN user_name AS text
    CONSTRAINT user_name_is_label CHECK (is_label(VALUE) AND length(VALUE) BETWEEN 3 AND 30);

CREATE DOMAIN project_name AS text
    CONSTRAINT project_name_is_label CHECK (is_label(VALUE) AND length(VALUE) BETWEEN 1 AND 30);

CREATE DOMAIN key_fingerprint AS text
    CONSTRAINT key_fingerprint_is_sha256 CHECK (VALUE ~ '^SHA256:[A-Za-z0-9+/]{43}$');

CREATE DOMAIN commit_id AS text
    CONSTRAINT commit_id_is_sha1 CHECK (VALUE ~ '^[0-9a-f]{40}$' AND VALUE !~ '^0+$');

CREATE DOMAIN image_digest AS text
    CONSTRAINT image_digest_is_sha256 CHECK (VALUE ~ '^sha256:[0-9a-f]{64}$');

CREATE DOMAIN branch_name AS text
    CONSTRAINT branch_name_has_length CHECK (length(VALUE) BETWEEN 1 AND 200);

CREATE TABLE users (
    id            uuid        PRIMARY KEY,
    username      user_name   NOT NULL,
    email         text        NOT NULL,
    password_hash text,
    is_admin      boolean     NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_username_is_unique UNIQUE (username),
    CONSTRAINT users_email_has_form CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254)
);
CREATE UNIQUE INDEX users_email_is_unique ON users (lower(email));

CREATE TABLE ssh_keys (
    id          uuid            PRIMARY KEY,
    user_id     uuid            NOT NULL REFERENCES users ON DELETE CASCADE,
    name        text            NOT NULL,
    type        text            NOT NULL,
    fingerprint key_fingerprint NOT NULL,
    blob        bytea           NOT NULL,
    created_at  timestamptz     NOT NULL DEFAULT now(),
    CONSTRAINT ssh_keys_fingerprint_is_unique UNIQUE (fingerprint),
    CONSTRAINT ssh_keys_name_is_unique UNIQUE (user_id, name),
    CONSTRAINT ssh_keys_name_has_length CHECK (length(name) BETWEEN 1 AND 30),
    CONSTRAINT ssh_keys_blob_has_length CHECK (length(blob) BETWEEN 16 AND 16384)
);

CREATE TABLE projects (
    id                     uuid         PRIMARY KEY,
    owner_id               uuid         NOT NULL REFERENCES users ON DELETE RESTRICT,
    name                   project_name NOT NULL,
    deploy_branch          branch_name  NOT NULL DEFAULT 'main',
    config                 jsonb        NOT NULL DEFAULT '{"env_vars": {}}',
    last_deployment_number integer      NOT NULL DEFAULT 0,
    created_at             timestamptz  NOT NULL DEFAULT now(),
    updated_at             timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT projects_name_is_unique UNIQUE (owner_id, name),
    CONSTRAINT projects_config_has_env_vars CHECK (jsonb_typeof(config -> 'env_vars') IS NOT DISTINCT FROM 'object')
);

CREATE TABLE pushes (
    id              uuid            PRIMARY KEY,
    project_id      uuid            NOT NULL REFERENCES projects ON DELETE CASCADE,
    user_id         uuid            REFERENCES users ON DELETE SET NULL,
    -- Kept after the account is gone.
    username        user_name       NOT NULL,
    key_fingerprint key_fingerprint NOT NULL,
    options         text[]          NOT NULL DEFAULT '{}',
    outcome         text            NOT NULL DEFAULT 'open',
    reason          text,
    created_at      timestamptz     NOT NULL DEFAULT now(),
    settled_at      timestamptz,
    CONSTRAINT pushes_outcome_is_known CHECK (outcome IN ('open', 'accepted', 'refused')),
    CONSTRAINT pushes_refusal_has_reason CHECK ((outcome = 'refused') = (reason IS NOT NULL))
);
CREATE INDEX pushes_of_project ON pushes (project_id, created_at);
CREATE INDEX pushes_of_user ON pushes (user_id);

CREATE TABLE deployments (
    id                  uuid        PRIMARY KEY,
    -- Order of arrival over all projects.
    ordinal             bigint      NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    project_id          uuid        NOT NULL REFERENCES projects ON DELETE CASCADE,
    number              integer     NOT NULL,
    push_id             uuid        REFERENCES pushes ON DELETE SET NULL,
    commit_id           commit_id   NOT NULL,
    previous_commit_id  commit_id,
    branch              branch_name NOT NULL,
    pusher_id           uuid        REFERENCES users ON DELETE SET NULL,
    pusher_name         user_name,
    key_fingerprint     key_fingerprint,
    options             text[]      NOT NULL DEFAULT '{}',
    status              text        NOT NULL,
    stage               text        NOT NULL,
    image_digest        image_digest,
    builder             text,
    build_time          interval,
    publish_time        interval,
    rollout_time        interval,
    reason              text,
    cancel_requested_at timestamptz,
    cancel_reason       text,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    finished_at         timestamptz,
    CONSTRAINT deployments_number_is_unique UNIQUE (project_id, number),
    CONSTRAINT deployments_number_is_positive CHECK (number > 0),
    CONSTRAINT deployments_status_is_known CHECK (status IN (
        'received', 'stored', 'queued', 'building', 'publishing', 'rolling_out', 'live', 'refused', 'failed',
        'canceled', 'superseded', 'abandoned', 'replaced')),
    CONSTRAINT deployments_stage_is_known CHECK (stage IN (
        'record', 'export', 'build', 'publish', 'rollout', 'settle')),
    CONSTRAINT deployments_finish_when_settled CHECK (
        (status IN ('received', 'queued', 'building', 'publishing', 'rolling_out')) = (finished_at IS NULL)),
    CONSTRAINT deployments_cancel_has_reason CHECK ((cancel_requested_at IS NULL) = (cancel_reason IS NULL))
);
CREATE UNIQUE INDEX deployments_one_is_live ON deployments (project_id) WHERE status = 'live';
CREATE INDEX deployments_unfinished ON deployments (ordinal)
    WHERE status IN ('received', 'queued', 'building', 'publishing', 'rolling_out');
CREATE INDEX deployments_of_push ON deployments (push_id);
CREATE INDEX deployments_of_pusher ON deployments (pusher_id);

CREATE TABLE deployment_logs (
    deployment_id uuid        NOT NULL REFERENCES deployments ON DELETE CASCADE,
    sequence      integer     NOT NULL,
    time          timestamptz NOT NULL,
    stream        text        NOT NULL,
    text          text        NOT NULL,
    PRIMARY KEY (deployment_id, sequence),
    CONSTRAINT deployment_logs_sequence_is_positive CHECK (sequence > 0),
    CONSTRAINT deployment_logs_stream_is_known CHECK (stream IN ('stdout', 'stderr', 'platform'))
);

-- What is settled stays settled: only a live deployment may still change, when another one takes its place.
CREATE FUNCTION guard_deployment_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.finished_at IS NOT NULL AND NEW.status <> OLD.status
        AND NOT (OLD.status = 'live' AND NEW.status = 'replaced') THEN
        RAISE EXCEPTION 'a deployment that is % cannot become %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deployments_stay_settled', TABLE = 'deployments';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_deployment_status BEFORE UPDATE OF status ON deployments
    FOR EACH ROW EXECUTE FUNCTION guard_deployment_status();

-- Followers read the state anew when they are told; the payload only says whose.
CREATE FUNCTION notify_deployment_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('paastech_deployments', NEW.project_id || ' ' || NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER notify_deployment_change AFTER INSERT OR UPDATE OF status, stage, cancel_requested_at ON deployments
    FOR EACH ROW EXECUTE FUNCTION notify_deployment_change();

CREATE FUNCTION notify_log_growth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('paastech_logs', grown.deployment_id::text)
        FROM (SELECT DISTINCT deployment_id FROM added) AS grown;
    RETURN NULL;
END $$;
CREATE TRIGGER notify_log_growth AFTER INSERT ON deployment_logs
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_log_growth();
