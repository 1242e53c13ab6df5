-- The shape of a well-known open-source forum, from memory. `-- of: a|b` says which words a column has;
-- `-- to: table(column)` names a reference that the application never declares.

CREATE TABLE users (
    id integer PRIMARY KEY,
    username varchar(60) NOT NULL UNIQUE,
    name varchar(255),
    password_hash varchar(64),
    salt varchar(32),
    active boolean NOT NULL DEFAULT false,
    admin boolean NOT NULL DEFAULT false,
    trust_level integer NOT NULL,
    registration_ip_address varchar(40),
    ip_address varchar(40),
    last_seen_at timestamp,
    last_posted_at timestamp,
    suspended_till timestamp,
    date_of_birth date,
    locale varchar(10),
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);
CREATE TABLE user_emails (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    email varchar(513) NOT NULL UNIQUE,
    is_primary boolean NOT NULL DEFAULT false,
    created_at timestamp NOT NULL
);
CREATE TABLE uploads (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    original_filename varchar(255) NOT NULL,
    filesize integer NOT NULL,
    url varchar(255) NOT NULL,
    sha1 varchar(40),
    created_at timestamp NOT NULL
);
CREATE TABLE user_profiles (
    user_id integer PRIMARY KEY REFERENCES users (id),
    location varchar(255),
    website varchar(255),
    bio_raw text,
    profile_background_upload_id integer REFERENCES uploads (id),
    views integer NOT NULL
);
CREATE TABLE user_auth_tokens (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    auth_token varchar(64) NOT NULL UNIQUE,
    user_agent varchar(255),
    client_ip varchar(40),
    seen_at timestamp,
    created_at timestamp NOT NULL
);
CREATE TABLE user_associated_accounts (
    id integer PRIMARY KEY,
    provider_name varchar(40) NOT NULL, -- of: google|github|facebook
    provider_uid varchar(80) NOT NULL UNIQUE,
    user_id integer REFERENCES users (id),
    last_used timestamp NOT NULL,
    info text NOT NULL
);
CREATE TABLE categories (
    id integer PRIMARY KEY,
    name varchar(50) NOT NULL UNIQUE,
    slug varchar(255) NOT NULL,
    color varchar(6) NOT NULL,
    description text,
    parent_category_id integer REFERENCES categories (id),
    position integer,
    topic_count integer NOT NULL
);
CREATE TABLE topics (
    id integer PRIMARY KEY,
    title varchar(255) NOT NULL,
    user_id integer REFERENCES users (id),
    category_id integer REFERENCES categories (id),
    last_post_user_id integer NOT NULL REFERENCES users (id),
    views integer NOT NULL,
    posts_count integer NOT NULL,
    archetype varchar(20) NOT NULL, -- of: regular|private_message|banner
    closed boolean NOT NULL DEFAULT false,
    deleted_at timestamp,
    deleted_by_id integer REFERENCES users (id),
    bumped_at timestamp NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    user_id integer REFERENCES users (id),
    topic_id integer NOT NULL REFERENCES topics (id),
    post_number integer NOT NULL,
    raw text NOT NULL,
    cooked text NOT NULL,
    reply_to_post_id integer REFERENCES posts (id),
    reply_to_user_id integer REFERENCES users (id),
    last_editor_id integer REFERENCES users (id),
    locked_by_id integer REFERENCES users (id),
    like_count integer NOT NULL,
    edit_reason varchar(255),
    created_at timestamp NOT NULL,
    UNIQUE (topic_id, post_number)
);
CREATE TABLE post_revisions (
    id integer PRIMARY KEY,
    user_id integer REFERENCES users (id),
    post_id integer NOT NULL REFERENCES posts (id),
    modifications text,
    number integer NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE post_actions (
    id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES posts (id),
    user_id integer NOT NULL REFERENCES users (id),
    post_action_type_id integer NOT NULL,
    agreed_by_id integer REFERENCES users (id),
    deferred_by_id integer REFERENCES users (id),
    created_at timestamp NOT NULL
);
CREATE TABLE post_details (
    id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES posts (id),
    key varchar(40) NOT NULL,
    value varchar(255),
    extra text
);
CREATE TABLE topic_users (
    user_id integer NOT NULL REFERENCES users (id),
    topic_id integer NOT NULL REFERENCES topics (id),
    last_read_post_number integer,
    notification_level integer NOT NULL,
    first_visited_at timestamp,
    PRIMARY KEY (user_id, topic_id)
);
CREATE TABLE topic_allowed_users (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    topic_id integer NOT NULL REFERENCES topics (id),
    UNIQUE (topic_id, user_id)
);
CREATE TABLE notifications (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    notification_type integer NOT NULL,
    data text NOT NULL,
    read boolean NOT NULL DEFAULT false,
    topic_id integer REFERENCES topics (id),
    post_number integer,
    created_at timestamp NOT NULL
);
CREATE TABLE bookmarks (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    bookmarkable_type varchar(40) NOT NULL, -- of: Topic|Post
    bookmarkable_id integer NOT NULL, -- to: posts(id)
    name varchar(100),
    reminder_at timestamp,
    created_at timestamp NOT NULL
);
CREATE TABLE tags (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL UNIQUE,
    target_tag_id integer REFERENCES tags (id),
    created_at timestamp NOT NULL
);
CREATE TABLE topic_tags (
    id integer PRIMARY KEY,
    topic_id integer NOT NULL REFERENCES topics (id),
    tag_id integer NOT NULL REFERENCES tags (id),
    UNIQUE (topic_id, tag_id)
);
CREATE TABLE upload_references (
    id integer PRIMARY KEY,
    upload_id integer NOT NULL REFERENCES uploads (id),
    target_type varchar(40) NOT NULL, -- of: Post|User
    target_id integer NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE invites (
    id integer PRIMARY KEY,
    invite_key varchar(32) NOT NULL UNIQUE,
    email varchar(255),
    invited_by_id integer NOT NULL REFERENCES users (id),
    custom_message text,
    redemption_count integer NOT NULL,
    expires_at timestamp NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE invited_users (
    id integer PRIMARY KEY,
    user_id integer REFERENCES users (id),
    invite_id integer NOT NULL REFERENCES invites (id),
    redeemed_at timestamp,
    UNIQUE (user_id, invite_id)
);
CREATE TABLE badges (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL UNIQUE,
    description text,
    badge_type_id integer NOT NULL,
    grant_count integer NOT NULL
);
CREATE TABLE user_badges (
    id integer PRIMARY KEY,
    badge_id integer NOT NULL REFERENCES badges (id),
    user_id integer NOT NULL REFERENCES users (id),
    granted_at timestamp NOT NULL,
    granted_by_id integer NOT NULL REFERENCES users (id),
    post_id integer REFERENCES posts (id)
);
CREATE TABLE groups (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL UNIQUE,
    title varchar(100),
    bio_raw text,
    user_count integer NOT NULL
);
CREATE TABLE group_users (
    id integer PRIMARY KEY,
    group_id integer NOT NULL REFERENCES groups (id),
    user_id integer NOT NULL REFERENCES users (id),
    owner boolean NOT NULL DEFAULT false,
    UNIQUE (group_id, user_id)
);
CREATE TABLE group_histories (
    id integer PRIMARY KEY,
    group_id integer NOT NULL REFERENCES groups (id),
    acting_user_id integer NOT NULL REFERENCES users (id),
    target_user_id integer REFERENCES users (id),
    subject varchar(60),
    prev_value text,
    new_value text,
    created_at timestamp NOT NULL
);
CREATE TABLE drafts (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    draft_key varchar(40) NOT NULL,
    data text NOT NULL,
    sequence integer NOT NULL,
    UNIQUE (user_id, draft_key)
);
CREATE TABLE polls (
    id integer PRIMARY KEY,
    post_id integer REFERENCES posts (id),
    name varchar(60) NOT NULL,
    status integer NOT NULL,
    UNIQUE (post_id, name)
);
CREATE TABLE poll_options (
    id integer PRIMARY KEY,
    poll_id integer REFERENCES polls (id),
    digest varchar(40) NOT NULL,
    html text NOT NULL
);
CREATE TABLE poll_votes (
    poll_id integer NOT NULL REFERENCES polls (id),
    poll_option_id integer NOT NULL REFERENCES poll_options (id),
    user_id integer NOT NULL REFERENCES users (id),
    created_at timestamp NOT NULL,
    PRIMARY KEY (poll_id, poll_option_id, user_id)
);
CREATE TABLE email_logs (
    id integer PRIMARY KEY,
    to_address varchar(255) NOT NULL,
    email_type varchar(40) NOT NULL, -- of: digest|signup|user_posted
    user_id integer REFERENCES users (id),
    post_id integer REFERENCES posts (id),
    message_id varchar(120),
    created_at timestamp NOT NULL
);
CREATE TABLE screened_ip_addresses (
    id integer PRIMARY KEY,
    ip_address varchar(40) NOT NULL UNIQUE,
    action_type integer NOT NULL,
    match_count integer NOT NULL
);
CREATE TABLE user_follows (
    follower_id integer NOT NULL REFERENCES users (id),
    followed_id integer NOT NULL REFERENCES users (id),
    created_at timestamp NOT NULL,
    PRIMARY KEY (follower_id, followed_id)
);
CREATE TABLE search_logs (
    id integer PRIMARY KEY,
    term varchar(255) NOT NULL,
    user_id integer REFERENCES users (id),
    ip_address varchar(40),
    search_result_id integer,
    created_at timestamp NOT NULL
);
CREATE TABLE site_settings (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL UNIQUE,
    data_type integer NOT NULL,
    value text
);
CREATE TABLE plugin_store_rows (
    id integer PRIMARY KEY,
    plugin_name varchar(60) NOT NULL,
    key varchar(80) NOT NULL,
    value text
);
