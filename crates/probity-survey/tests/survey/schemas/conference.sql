-- The shape of a well-known open-source conference manager, from memory; tables have their applications' prefixes.

CREATE TABLE person_user (
    id integer PRIMARY KEY,
    code varchar(16) NOT NULL UNIQUE,
    nick varchar(60),
    name varchar(120),
    email varchar(190) NOT NULL UNIQUE,
    password varchar(128) NOT NULL,
    is_administrator boolean NOT NULL DEFAULT false,
    locale varchar(8) NOT NULL,
    timezone varchar(32) NOT NULL,
    avatar varchar(120),
    pw_reset_token varchar(160),
    last_login timestamp
);
CREATE TABLE event_organiser (
    id integer PRIMARY KEY,
    name varchar(190) NOT NULL,
    slug varchar(50) NOT NULL UNIQUE
);
CREATE TABLE event_event (
    id integer PRIMARY KEY,
    name varchar(200) NOT NULL,
    slug varchar(50) NOT NULL UNIQUE,
    organiser_id integer REFERENCES event_organiser (id),
    date_from date NOT NULL,
    date_to date NOT NULL,
    timezone varchar(32) NOT NULL,
    email varchar(190) NOT NULL,
    custom_domain varchar(190),
    landing_page_text text
);
CREATE TABLE event_team (
    id integer PRIMARY KEY,
    organiser_id integer NOT NULL REFERENCES event_organiser (id),
    name varchar(190) NOT NULL,
    all_events boolean NOT NULL DEFAULT false
);
CREATE TABLE event_team_members (
    id integer PRIMARY KEY,
    team_id integer NOT NULL REFERENCES event_team (id),
    user_id integer NOT NULL REFERENCES person_user (id),
    UNIQUE (team_id, user_id)
);
CREATE TABLE event_teaminvite (
    id integer PRIMARY KEY,
    team_id integer NOT NULL REFERENCES event_team (id),
    email varchar(190),
    token varchar(64)
);
CREATE TABLE person_speakerprofile (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES person_user (id),
    event_id integer NOT NULL REFERENCES event_event (id),
    biography text,
    has_arrived boolean NOT NULL DEFAULT false,
    internal_notes text
);
CREATE TABLE submission_track (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    name varchar(200) NOT NULL,
    color varchar(7) NOT NULL
);
CREATE TABLE submission_submissiontype (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    name varchar(100) NOT NULL,
    default_duration integer NOT NULL
);
CREATE TABLE submission_submission (
    id integer PRIMARY KEY,
    code varchar(16) NOT NULL UNIQUE,
    event_id integer NOT NULL REFERENCES event_event (id),
    submission_type_id integer NOT NULL REFERENCES submission_submissiontype (id),
    track_id integer REFERENCES submission_track (id),
    title varchar(200) NOT NULL,
    state varchar(20) NOT NULL, -- of: submitted|accepted|rejected
    abstract text,
    description text,
    notes text,
    internal_notes text,
    content_locale varchar(8) NOT NULL,
    do_not_record boolean NOT NULL DEFAULT false,
    image varchar(120)
);
CREATE TABLE submission_submission_speakers (
    id integer PRIMARY KEY,
    submission_id integer NOT NULL REFERENCES submission_submission (id),
    user_id integer NOT NULL REFERENCES person_user (id),
    UNIQUE (submission_id, user_id)
);
CREATE TABLE submission_question (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    variant varchar(20) NOT NULL, -- of: text|boolean|choices
    question text NOT NULL,
    target varchar(20) NOT NULL, -- of: submission|speaker|reviewer
    position integer NOT NULL
);
CREATE TABLE submission_answeroption (
    id integer PRIMARY KEY,
    question_id integer NOT NULL REFERENCES submission_question (id),
    answer varchar(200) NOT NULL
);
CREATE TABLE submission_review (
    id integer PRIMARY KEY,
    submission_id integer NOT NULL REFERENCES submission_submission (id),
    user_id integer NOT NULL REFERENCES person_user (id),
    text text,
    score numeric(6, 2),
    created timestamp NOT NULL,
    updated timestamp NOT NULL
);
CREATE TABLE submission_reviewscorecategory (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    name varchar(200) NOT NULL,
    weight numeric(4, 1) NOT NULL
);
CREATE TABLE submission_reviewscore (
    id integer PRIMARY KEY,
    category_id integer NOT NULL REFERENCES submission_reviewscorecategory (id),
    value numeric(6, 2) NOT NULL,
    label varchar(200)
);
CREATE TABLE submission_review_scores (
    id integer PRIMARY KEY,
    review_id integer NOT NULL REFERENCES submission_review (id),
    reviewscore_id integer NOT NULL REFERENCES submission_reviewscore (id),
    UNIQUE (review_id, reviewscore_id)
);
CREATE TABLE submission_answer (
    id integer PRIMARY KEY,
    question_id integer NOT NULL REFERENCES submission_question (id),
    submission_id integer REFERENCES submission_submission (id),
    person_id integer REFERENCES person_user (id),
    review_id integer REFERENCES submission_review (id),
    answer text NOT NULL
);
CREATE TABLE submission_resource (
    id integer PRIMARY KEY,
    submission_id integer NOT NULL REFERENCES submission_submission (id),
    resource varchar(120),
    link varchar(200),
    description varchar(200)
);
CREATE TABLE submission_feedback (
    id integer PRIMARY KEY,
    talk_id integer NOT NULL REFERENCES submission_submission (id),
    speaker_id integer REFERENCES person_user (id),
    rating integer,
    review text NOT NULL
);
CREATE TABLE submission_submissioncomment (
    id integer PRIMARY KEY,
    submission_id integer NOT NULL REFERENCES submission_submission (id),
    user_id integer NOT NULL REFERENCES person_user (id),
    reply_to_id integer REFERENCES submission_submissioncomment (id),
    text text NOT NULL,
    created timestamp NOT NULL
);
CREATE TABLE submission_tag (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    tag varchar(50) NOT NULL
);
CREATE TABLE submission_submission_tags (
    id integer PRIMARY KEY,
    submission_id integer NOT NULL REFERENCES submission_submission (id),
    tag_id integer NOT NULL REFERENCES submission_tag (id)
);
CREATE TABLE submission_submissionfavourite (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES person_user (id),
    submission_id integer NOT NULL REFERENCES submission_submission (id)
);
CREATE TABLE schedule_room (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    name varchar(100) NOT NULL,
    capacity integer
);
CREATE TABLE schedule_schedule (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    version varchar(190),
    published timestamp,
    comment text
);
CREATE TABLE schedule_talkslot (
    id integer PRIMARY KEY,
    submission_id integer REFERENCES submission_submission (id),
    room_id integer REFERENCES schedule_room (id),
    schedule_id integer NOT NULL REFERENCES schedule_schedule (id),
    is_visible boolean NOT NULL DEFAULT false,
    starts timestamp,
    ends timestamp
);
CREATE TABLE schedule_availability (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    person_id integer REFERENCES person_speakerprofile (id),
    room_id integer REFERENCES schedule_room (id),
    starts timestamp NOT NULL,
    ends timestamp NOT NULL
);
CREATE TABLE mail_mailtemplate (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    subject varchar(200) NOT NULL,
    text text NOT NULL
);
CREATE TABLE mail_queuedmail (
    id integer PRIMARY KEY,
    event_id integer REFERENCES event_event (id),
    template_id integer REFERENCES mail_mailtemplate (id),
    recipients varchar(1000),
    reply_to varchar(1000),
    subject varchar(200) NOT NULL,
    text text NOT NULL,
    sent timestamp
);
CREATE TABLE mail_queuedmail_to_users (
    id integer PRIMARY KEY,
    queuedmail_id integer NOT NULL REFERENCES mail_queuedmail (id),
    user_id integer NOT NULL REFERENCES person_user (id),
    UNIQUE (queuedmail_id, user_id)
);
CREATE TABLE common_activitylog (
    id integer PRIMARY KEY,
    event_id integer REFERENCES event_event (id),
    person_id integer REFERENCES person_user (id),
    content_type varchar(40) NOT NULL, -- of: submission|review|person
    object_id integer NOT NULL,
    timestamp timestamp NOT NULL,
    action_type varchar(200) NOT NULL, -- of: create|update|delete
    legacy_data text
);
CREATE TABLE order_order (
    id integer PRIMARY KEY,
    code varchar(16) NOT NULL,
    event_id integer NOT NULL REFERENCES event_event (id),
    status varchar(3) NOT NULL, -- of: p|n|c
    email varchar(190),
    phone varchar(40),
    secret varchar(32) NOT NULL,
    total numeric(10, 2) NOT NULL,
    comment text,
    datetime timestamp NOT NULL,
    UNIQUE (event_id, code)
);
CREATE TABLE order_invoiceaddress (
    id integer PRIMARY KEY,
    order_id integer REFERENCES order_order (id),
    company varchar(190),
    name_cached varchar(190),
    street text,
    zipcode varchar(30),
    city varchar(190),
    country varchar(2),
    vat_id varchar(40),
    UNIQUE (order_id)
);
CREATE TABLE order_item (
    id integer PRIMARY KEY,
    event_id integer NOT NULL REFERENCES event_event (id),
    name varchar(190) NOT NULL,
    default_price numeric(10, 2)
);
CREATE TABLE order_orderposition (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES order_order (id),
    item_id integer NOT NULL REFERENCES order_item (id),
    price numeric(10, 2) NOT NULL,
    attendee_name varchar(190),
    attendee_email varchar(190),
    secret varchar(64) NOT NULL UNIQUE,
    addon_to_id integer REFERENCES order_orderposition (id)
);
CREATE TABLE order_orderpayment (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES order_order (id),
    state varchar(20) NOT NULL, -- of: created|confirmed|refunded
    amount numeric(10, 2) NOT NULL,
    provider varchar(60), -- of: paypal|stripe|banktransfer
    info text,
    created timestamp NOT NULL
);
CREATE TABLE order_checkin (
    id integer PRIMARY KEY,
    position_id integer NOT NULL REFERENCES order_orderposition (id),
    datetime timestamp NOT NULL,
    gate varchar(60)
);
