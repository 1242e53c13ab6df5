-- The shape of a well-known federated micro-blog, from memory.

CREATE TABLE accounts ( -- people
    id integer PRIMARY KEY,
    username varchar(60) NOT NULL,
    domain varchar(100),
    private_key text,
    display_name varchar(100) NOT NULL,
    note text NOT NULL,
    uri varchar(150) NOT NULL,
    moved_to_account_id integer REFERENCES accounts (id), -- mentions
    created_at timestamp NOT NULL
);
CREATE TABLE users ( -- people
    id integer PRIMARY KEY,
    email varchar(150) NOT NULL UNIQUE,
    encrypted_password varchar(100) NOT NULL,
    current_sign_in_at timestamp,
    sign_up_ip varchar(45),
    locale varchar(8),
    account_id integer NOT NULL UNIQUE REFERENCES accounts (id), -- belongs
    invite_id integer REFERENCES invites (id)
);
CREATE TABLE invites (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id), -- belongs
    code varchar(40) NOT NULL UNIQUE,
    uses integer NOT NULL
);
CREATE TABLE statuses (
    id integer PRIMARY KEY,
    uri varchar(150),
    text text NOT NULL,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    in_reply_to_id integer REFERENCES statuses (id),
    in_reply_to_account_id integer REFERENCES accounts (id), -- mentions
    reblog_of_id integer REFERENCES statuses (id),
    conversation_id integer REFERENCES conversations (id),
    spoiler_text text,
    created_at timestamp NOT NULL
);
CREATE TABLE conversations (
    id integer PRIMARY KEY,
    uri varchar(150),
    created_at timestamp NOT NULL
);
CREATE TABLE mentions (
    id integer PRIMARY KEY,
    status_id integer NOT NULL REFERENCES statuses (id),
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    silent boolean NOT NULL
);
CREATE TABLE media_attachments (
    id integer PRIMARY KEY,
    status_id integer REFERENCES statuses (id),
    account_id integer REFERENCES accounts (id), -- belongs
    file_file_name varchar(100),
    description text
);
CREATE TABLE favourites (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    status_id integer NOT NULL REFERENCES statuses (id),
    created_at timestamp NOT NULL
);
CREATE TABLE follows (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    target_account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    show_reblogs boolean NOT NULL,
    UNIQUE (account_id, target_account_id)
);
CREATE TABLE mutes (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    target_account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    hide_notifications boolean NOT NULL,
    UNIQUE (account_id, target_account_id)
);
CREATE TABLE lists (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    title varchar(60) NOT NULL
);
CREATE TABLE list_accounts (
    id integer PRIMARY KEY,
    list_id integer NOT NULL REFERENCES lists (id),
    account_id integer NOT NULL REFERENCES accounts (id) -- belongs
);
CREATE TABLE notifications (
    id integer PRIMARY KEY,
    activity_id integer NOT NULL,
    activity_type varchar(20) NOT NULL, -- of: Mention|Favourite|Follow
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    from_account_id integer NOT NULL REFERENCES accounts (id) -- mentions
);
CREATE TABLE reports (
    id integer PRIMARY KEY,
    comment text NOT NULL,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    target_account_id integer NOT NULL REFERENCES accounts (id), -- mentions
    action_taken_by_account_id integer REFERENCES accounts (id), -- mentions
    assigned_account_id integer REFERENCES accounts (id) -- mentions
);
CREATE TABLE tags (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL UNIQUE
);
CREATE TABLE statuses_tags (
    status_id integer NOT NULL REFERENCES statuses (id), -- belongs
    tag_id integer NOT NULL REFERENCES tags (id),
    PRIMARY KEY (status_id, tag_id)
);
CREATE TABLE polls (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    status_id integer REFERENCES statuses (id),
    options text NOT NULL
);
CREATE TABLE poll_votes (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id), -- belongs
    poll_id integer NOT NULL REFERENCES polls (id),
    choice integer NOT NULL
);
CREATE TABLE session_activations (
    id integer PRIMARY KEY,
    session_id varchar(60) NOT NULL UNIQUE,
    user_agent varchar(200) NOT NULL,
    ip varchar(45),
    user_id integer NOT NULL REFERENCES users (id) -- belongs
);
CREATE TABLE domain_blocks (
    id integer PRIMARY KEY,
    domain varchar(100) NOT NULL UNIQUE,
    severity integer
);
