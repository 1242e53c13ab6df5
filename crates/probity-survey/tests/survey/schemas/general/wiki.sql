-- The shape of a well-known encyclopedia's software, from memory. Nothing there is declared as a key.

CREATE TABLE user ( -- people
    user_id integer PRIMARY KEY,
    user_name varchar(100) NOT NULL UNIQUE,
    user_real_name varchar(150),
    user_password varchar(100) NOT NULL,
    user_email varchar(150) NOT NULL,
    user_token varchar(32) NOT NULL,
    user_registration timestamp,
    user_editcount integer
);
CREATE TABLE actor (
    actor_id integer PRIMARY KEY,
    actor_user integer UNIQUE, -- to: user(user_id); belongs
    actor_name varchar(100) NOT NULL UNIQUE
);
CREATE TABLE page (
    page_id integer PRIMARY KEY,
    page_namespace integer NOT NULL,
    page_title varchar(200) NOT NULL,
    page_latest integer NOT NULL, -- to: revision(rev_id)
    page_touched timestamp NOT NULL
);
CREATE TABLE revision (
    rev_id integer PRIMARY KEY,
    rev_page integer NOT NULL, -- to: page(page_id)
    rev_comment_id integer NOT NULL, -- to: comment(comment_id)
    rev_actor integer NOT NULL, -- to: actor(actor_id); belongs
    rev_timestamp timestamp NOT NULL,
    rev_parent_id integer -- to: revision(rev_id)
);
CREATE TABLE comment (
    comment_id integer PRIMARY KEY,
    comment_hash integer NOT NULL,
    comment_text text NOT NULL
);
CREATE TABLE content (
    content_id integer PRIMARY KEY,
    content_size integer NOT NULL,
    content_address varchar(100) NOT NULL
);
CREATE TABLE slots (
    slot_revision_id integer NOT NULL, -- to: revision(rev_id); belongs
    slot_role_id integer NOT NULL,
    slot_content_id integer NOT NULL, -- to: content(content_id)
    PRIMARY KEY (slot_revision_id, slot_role_id)
);
CREATE TABLE watchlist (
    wl_id integer PRIMARY KEY,
    wl_user integer NOT NULL, -- to: user(user_id); belongs
    wl_title varchar(200) NOT NULL
);
CREATE TABLE user_groups (
    ug_user integer NOT NULL, -- to: user(user_id); belongs
    ug_group varchar(60) NOT NULL, -- of: sysop|bot
    PRIMARY KEY (ug_user, ug_group)
);
CREATE TABLE user_properties (
    up_user integer NOT NULL, -- to: user(user_id); belongs
    up_property varchar(60) NOT NULL,
    up_value text,
    PRIMARY KEY (up_user, up_property)
);
CREATE TABLE image (
    img_name varchar(100) PRIMARY KEY,
    img_size integer NOT NULL,
    img_actor integer NOT NULL, -- to: actor(actor_id); belongs
    img_timestamp timestamp NOT NULL
);
CREATE TABLE ipblocks (
    ipb_id integer PRIMARY KEY,
    ipb_address varchar(60) NOT NULL,
    ipb_user integer, -- to: user(user_id); belongs
    ipb_by_actor integer NOT NULL, -- to: actor(actor_id); mentions
    ipb_expiry timestamp
);
CREATE TABLE logging (
    log_id integer PRIMARY KEY,
    log_type varchar(30) NOT NULL, -- of: delete|move|block
    log_actor integer NOT NULL, -- to: actor(actor_id); belongs
    log_page integer, -- to: page(page_id)
    log_timestamp timestamp NOT NULL
);
CREATE TABLE recentchanges (
    rc_id integer PRIMARY KEY,
    rc_actor integer NOT NULL, -- to: actor(actor_id); belongs
    rc_cur_id integer, -- to: page(page_id)
    rc_this_oldid integer, -- to: revision(rev_id)
    rc_ip varchar(40)
);
CREATE TABLE user_newtalk (
    user_id integer NOT NULL, -- to: user(user_id); belongs
    user_ip varchar(40) NOT NULL,
    user_last_timestamp timestamp
);
CREATE TABLE pagelinks (
    pl_from integer NOT NULL, -- to: page(page_id)
    pl_namespace integer NOT NULL,
    pl_title varchar(200) NOT NULL,
    PRIMARY KEY (pl_from, pl_namespace, pl_title)
);
