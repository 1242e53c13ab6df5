-- The shape of a well-known customer chat: contacts write, agents answer; an account is a company. From memory.

CREATE TABLE accounts (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL,
    locale varchar(5) NOT NULL, -- of: en|de
    domain varchar(100),
    created_at timestamp NOT NULL
);
CREATE TABLE users ( -- people
    id integer PRIMARY KEY,
    uid varchar(150) NOT NULL,
    email varchar(150) NOT NULL UNIQUE,
    name varchar(150) NOT NULL,
    display_name varchar(150),
    encrypted_password varchar(100) NOT NULL,
    current_sign_in_ip varchar(40),
    created_at timestamp NOT NULL
);
CREATE TABLE account_users (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id),
    user_id integer NOT NULL REFERENCES users (id), -- belongs
    role varchar(20) NOT NULL, -- of: agent|administrator
    inviter_id integer REFERENCES users (id), -- mentions
    active_at timestamp
);
CREATE TABLE inboxes (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id),
    name varchar(100) NOT NULL,
    channel_type varchar(30) NOT NULL, -- of: Email|Web|Sms
    greeting_message text
);
CREATE TABLE inbox_members (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id), -- belongs
    inbox_id integer NOT NULL REFERENCES inboxes (id)
);
CREATE TABLE contacts ( -- people
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id),
    name varchar(150) NOT NULL,
    email varchar(150),
    phone_number varchar(30),
    identifier varchar(60),
    additional_attributes text,
    last_activity_at timestamp,
    created_at timestamp NOT NULL
);
CREATE TABLE contact_inboxes (
    id integer PRIMARY KEY,
    contact_id integer NOT NULL REFERENCES contacts (id), -- belongs
    inbox_id integer NOT NULL REFERENCES inboxes (id),
    source_id varchar(60) NOT NULL
);
CREATE TABLE conversations (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id),
    inbox_id integer NOT NULL REFERENCES inboxes (id),
    contact_id integer NOT NULL REFERENCES contacts (id), -- belongs
    contact_inbox_id integer REFERENCES contact_inboxes (id),
    assignee_id integer REFERENCES users (id), -- mentions
    status integer NOT NULL,
    contact_last_seen_at timestamp,
    created_at timestamp NOT NULL
);
CREATE TABLE messages (
    id integer PRIMARY KEY,
    content text NOT NULL,
    account_id integer NOT NULL REFERENCES accounts (id),
    inbox_id integer NOT NULL REFERENCES inboxes (id),
    conversation_id integer NOT NULL REFERENCES conversations (id), -- belongs
    message_type integer NOT NULL,
    private boolean NOT NULL,
    sender_type varchar(20) NOT NULL, -- of: Contact|User
    sender_id integer NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE attachments (
    id integer PRIMARY KEY,
    file_type integer NOT NULL,
    external_url varchar(200),
    message_id integer NOT NULL REFERENCES messages (id), -- belongs
    account_id integer NOT NULL REFERENCES accounts (id)
);
CREATE TABLE notes (
    id integer PRIMARY KEY,
    content text NOT NULL,
    account_id integer NOT NULL REFERENCES accounts (id),
    contact_id integer NOT NULL REFERENCES contacts (id), -- belongs
    user_id integer REFERENCES users (id) -- mentions
);
CREATE TABLE csat_survey_responses (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id),
    conversation_id integer NOT NULL REFERENCES conversations (id),
    message_id integer NOT NULL UNIQUE REFERENCES messages (id),
    rating integer NOT NULL,
    feedback_message text,
    contact_id integer NOT NULL REFERENCES contacts (id), -- belongs
    assigned_agent_id integer REFERENCES users (id) -- mentions
);
CREATE TABLE canned_responses (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id),
    short_code varchar(30) NOT NULL,
    content text NOT NULL
);
CREATE TABLE notifications (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES accounts (id),
    user_id integer NOT NULL REFERENCES users (id), -- belongs
    notification_type integer NOT NULL,
    primary_actor_type varchar(30) NOT NULL, -- of: Conversation|Message
    primary_actor_id integer NOT NULL,
    read_at timestamp
);
