-- The shape of a well-known self-hosted code forge, from memory. Nothing there is declared as a key.

CREATE TABLE user ( -- people
    id integer PRIMARY KEY,
    lower_name varchar(80) NOT NULL UNIQUE,
    name varchar(80) NOT NULL UNIQUE,
    full_name varchar(150),
    email varchar(150) NOT NULL,
    passwd varchar(150) NOT NULL,
    type integer,
    location varchar(100),
    website varchar(150),
    salt varchar(32),
    created_unix integer,
    last_login_unix integer,
    num_followers integer NOT NULL
);
CREATE TABLE email_address (
    id integer PRIMARY KEY,
    uid integer NOT NULL, -- to: user(id); belongs
    email varchar(150) NOT NULL UNIQUE,
    is_activated boolean NOT NULL
);
CREATE TABLE public_key (
    id integer PRIMARY KEY,
    owner_id integer NOT NULL, -- to: user(id); belongs
    name varchar(80) NOT NULL,
    fingerprint varchar(80) NOT NULL,
    content text NOT NULL,
    created_unix integer
);
CREATE TABLE repository (
    id integer PRIMARY KEY,
    owner_id integer NOT NULL, -- to: user(id); belongs
    owner_name varchar(80),
    lower_name varchar(80) NOT NULL,
    name varchar(80) NOT NULL,
    description text,
    default_branch varchar(40),
    num_stars integer,
    is_private boolean NOT NULL,
    fork_id integer, -- to: repository(id)
    UNIQUE (owner_id, lower_name)
);
CREATE TABLE issue (
    id integer PRIMARY KEY,
    repo_id integer NOT NULL, -- to: repository(id)
    poster_id integer NOT NULL, -- to: user(id); belongs
    name varchar(200) NOT NULL,
    content text,
    milestone_id integer, -- to: milestone(id)
    is_closed boolean NOT NULL,
    created_unix integer
);
CREATE TABLE comment (
    id integer PRIMARY KEY,
    type integer,
    poster_id integer NOT NULL, -- to: user(id); belongs
    issue_id integer NOT NULL, -- to: issue(id)
    assignee_id integer, -- to: user(id); mentions
    content text,
    created_unix integer
);
CREATE TABLE milestone (
    id integer PRIMARY KEY,
    repo_id integer NOT NULL, -- to: repository(id); belongs
    name varchar(100) NOT NULL,
    content text,
    deadline_unix integer
);
CREATE TABLE issue_assignees (
    id integer PRIMARY KEY,
    assignee_id integer NOT NULL, -- to: user(id); belongs
    issue_id integer NOT NULL -- to: issue(id)
);
CREATE TABLE label (
    id integer PRIMARY KEY,
    repo_id integer NOT NULL, -- to: repository(id); belongs
    name varchar(60) NOT NULL,
    color varchar(7)
);
CREATE TABLE issue_label (
    id integer PRIMARY KEY,
    issue_id integer NOT NULL, -- to: issue(id); belongs
    label_id integer NOT NULL, -- to: label(id)
    UNIQUE (issue_id, label_id)
);
CREATE TABLE reaction (
    id integer PRIMARY KEY,
    type varchar(20) NOT NULL, -- of: heart|rocket
    issue_id integer NOT NULL, -- to: issue(id)
    comment_id integer, -- to: comment(id)
    user_id integer NOT NULL, -- to: user(id); belongs
    created_unix integer
);
CREATE TABLE star (
    id integer PRIMARY KEY,
    uid integer NOT NULL, -- to: user(id); belongs
    repo_id integer NOT NULL, -- to: repository(id)
    UNIQUE (uid, repo_id)
);
CREATE TABLE follow (
    id integer PRIMARY KEY,
    user_id integer NOT NULL, -- to: user(id); belongs
    follow_id integer NOT NULL, -- to: user(id); belongs
    UNIQUE (user_id, follow_id)
);
CREATE TABLE org_user (
    id integer PRIMARY KEY,
    uid integer NOT NULL, -- to: user(id); belongs
    org_id integer NOT NULL, -- to: user(id); mentions
    is_public boolean
);
CREATE TABLE access_token (
    id integer PRIMARY KEY,
    uid integer NOT NULL, -- to: user(id); belongs
    name varchar(60) NOT NULL,
    token_hash varchar(64) NOT NULL UNIQUE,
    updated_unix integer
);
CREATE TABLE release (
    id integer PRIMARY KEY,
    repo_id integer NOT NULL, -- to: repository(id)
    publisher_id integer NOT NULL, -- to: user(id); belongs
    tag_name varchar(60),
    note text
);
CREATE TABLE attachment (
    id integer PRIMARY KEY,
    uuid char(36) NOT NULL UNIQUE,
    issue_id integer, -- to: issue(id)
    release_id integer, -- to: release(id)
    uploader_id integer, -- to: user(id); belongs
    comment_id integer, -- to: comment(id)
    name varchar(150)
);
CREATE TABLE webhook (
    id integer PRIMARY KEY,
    repo_id integer NOT NULL, -- to: repository(id); belongs
    url varchar(200),
    secret varchar(60),
    is_active boolean
);
