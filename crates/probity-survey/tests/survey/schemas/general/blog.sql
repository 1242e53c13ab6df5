-- The shape of a well-known weblog engine with a shop's plugin, from memory.

CREATE TABLE wp_users ( -- people
    ID integer PRIMARY KEY,
    user_login varchar(60) NOT NULL UNIQUE,
    user_pass varchar(255) NOT NULL,
    user_nicename varchar(50) NOT NULL,
    user_email varchar(100) NOT NULL,
    user_url varchar(100),
    user_registered timestamp NOT NULL,
    display_name varchar(250) NOT NULL
);
CREATE TABLE wp_usermeta (
    umeta_id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES wp_users (ID), -- belongs
    meta_key varchar(255),
    meta_value text
);
CREATE TABLE wp_posts (
    ID integer PRIMARY KEY,
    post_author integer NOT NULL REFERENCES wp_users (ID), -- belongs
    post_date timestamp NOT NULL,
    post_content text NOT NULL,
    post_title text NOT NULL,
    post_status varchar(20) NOT NULL, -- of: publish|draft|trash
    post_name varchar(200) NOT NULL,
    post_parent integer REFERENCES wp_posts (ID),
    guid varchar(255) NOT NULL,
    post_type varchar(20) NOT NULL -- of: post|page|attachment
);
CREATE TABLE wp_postmeta (
    meta_id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES wp_posts (ID), -- belongs
    meta_key varchar(255),
    meta_value text
);
CREATE TABLE wp_comments (
    comment_ID integer PRIMARY KEY,
    comment_post_ID integer NOT NULL REFERENCES wp_posts (ID),
    comment_author varchar(80) NOT NULL,
    comment_author_email varchar(100) NOT NULL,
    comment_author_IP varchar(100) NOT NULL,
    comment_date timestamp NOT NULL,
    comment_content text NOT NULL,
    comment_agent varchar(255) NOT NULL,
    comment_parent integer REFERENCES wp_comments (comment_ID),
    user_id integer REFERENCES wp_users (ID) -- belongs
);
CREATE TABLE wp_commentmeta (
    meta_id integer PRIMARY KEY,
    comment_id integer NOT NULL REFERENCES wp_comments (comment_ID), -- belongs
    meta_key varchar(255),
    meta_value text
);
CREATE TABLE wp_terms (
    term_id integer PRIMARY KEY,
    name varchar(200) NOT NULL,
    slug varchar(200) NOT NULL,
    term_group integer NOT NULL
);
CREATE TABLE wp_term_taxonomy (
    term_taxonomy_id integer PRIMARY KEY,
    term_id integer NOT NULL REFERENCES wp_terms (term_id),
    taxonomy varchar(32) NOT NULL, -- of: category|post_tag
    description text NOT NULL,
    parent integer REFERENCES wp_term_taxonomy (term_taxonomy_id)
);
CREATE TABLE wp_term_relationships (
    object_id integer NOT NULL REFERENCES wp_posts (ID), -- belongs
    term_taxonomy_id integer NOT NULL REFERENCES wp_term_taxonomy (term_taxonomy_id),
    term_order integer NOT NULL,
    PRIMARY KEY (object_id, term_taxonomy_id)
);
CREATE TABLE wp_options (
    option_id integer PRIMARY KEY,
    option_name varchar(191) NOT NULL UNIQUE,
    option_value text NOT NULL,
    autoload varchar(20) NOT NULL -- of: yes|no
);
CREATE TABLE wp_wc_customer_lookup ( -- people
    customer_id integer PRIMARY KEY,
    user_id integer UNIQUE REFERENCES wp_users (ID), -- belongs
    username varchar(60) NOT NULL,
    first_name varchar(255) NOT NULL,
    last_name varchar(255) NOT NULL,
    email varchar(100) NOT NULL,
    date_last_active timestamp,
    postcode varchar(20),
    city varchar(100)
);
CREATE TABLE wp_wc_order_stats (
    order_id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES wp_wc_customer_lookup (customer_id), -- belongs
    date_created timestamp NOT NULL,
    num_items_sold integer NOT NULL,
    total_sales numeric(10,2) NOT NULL,
    status varchar(20) NOT NULL -- of: completed|processing
);
CREATE TABLE wp_woocommerce_order_items (
    order_item_id integer PRIMARY KEY,
    order_item_name text NOT NULL,
    order_item_type varchar(20) NOT NULL, -- of: line_item|shipping
    order_id integer NOT NULL REFERENCES wp_wc_order_stats (order_id) -- belongs
);
