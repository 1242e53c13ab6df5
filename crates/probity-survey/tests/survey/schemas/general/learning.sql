-- The shape of a well-known learning platform, from memory.

CREATE TABLE mdl_user ( -- people
    id integer PRIMARY KEY,
    username varchar(100) NOT NULL UNIQUE,
    password varchar(255) NOT NULL,
    idnumber varchar(255),
    firstname varchar(100) NOT NULL,
    lastname varchar(100) NOT NULL,
    email varchar(100) NOT NULL,
    phone1 varchar(20),
    city varchar(120),
    lastip varchar(45),
    timecreated integer NOT NULL
);
CREATE TABLE mdl_course_categories (
    id integer PRIMARY KEY,
    name varchar(255) NOT NULL,
    parent integer REFERENCES mdl_course_categories (id)
);
CREATE TABLE mdl_course (
    id integer PRIMARY KEY,
    category integer NOT NULL REFERENCES mdl_course_categories (id),
    fullname varchar(254) NOT NULL,
    shortname varchar(255) NOT NULL,
    summary text,
    startdate integer NOT NULL
);
CREATE TABLE mdl_enrol (
    id integer PRIMARY KEY,
    enrol varchar(20) NOT NULL, -- of: manual|self
    courseid integer NOT NULL REFERENCES mdl_course (id),
    status integer NOT NULL
);
CREATE TABLE mdl_user_enrolments (
    id integer PRIMARY KEY,
    status integer NOT NULL,
    enrolid integer NOT NULL REFERENCES mdl_enrol (id),
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    timestart integer NOT NULL,
    modifierid integer REFERENCES mdl_user (id) -- mentions
);
CREATE TABLE mdl_assign (
    id integer PRIMARY KEY,
    course integer NOT NULL REFERENCES mdl_course (id),
    name varchar(255) NOT NULL,
    intro text NOT NULL,
    duedate integer NOT NULL
);
CREATE TABLE mdl_assign_submission (
    id integer PRIMARY KEY,
    assignment integer NOT NULL REFERENCES mdl_assign (id),
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    timecreated integer NOT NULL,
    status varchar(10), -- of: new|submitted
    attemptnumber integer NOT NULL
);
CREATE TABLE mdl_assignsubmission_onlinetext (
    id integer PRIMARY KEY,
    assignment integer NOT NULL REFERENCES mdl_assign (id),
    submission integer NOT NULL REFERENCES mdl_assign_submission (id), -- belongs
    onlinetext text
);
CREATE TABLE mdl_assign_grades (
    id integer PRIMARY KEY,
    assignment integer NOT NULL REFERENCES mdl_assign (id),
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    grader integer NOT NULL REFERENCES mdl_user (id), -- mentions
    grade numeric(10,2),
    timemodified integer NOT NULL
);
CREATE TABLE mdl_grade_items (
    id integer PRIMARY KEY,
    courseid integer REFERENCES mdl_course (id),
    itemname varchar(255),
    grademax numeric(10,2) NOT NULL
);
CREATE TABLE mdl_grade_grades (
    id integer PRIMARY KEY,
    itemid integer NOT NULL REFERENCES mdl_grade_items (id),
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    finalgrade numeric(10,2),
    usermodified integer REFERENCES mdl_user (id), -- mentions
    feedback text
);
CREATE TABLE mdl_forum (
    id integer PRIMARY KEY,
    course integer NOT NULL REFERENCES mdl_course (id),
    name varchar(255) NOT NULL,
    intro text NOT NULL
);
CREATE TABLE mdl_forum_discussions (
    id integer PRIMARY KEY,
    course integer NOT NULL REFERENCES mdl_course (id),
    forum integer NOT NULL REFERENCES mdl_forum (id),
    name varchar(255) NOT NULL,
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    usermodified integer REFERENCES mdl_user (id) -- mentions
);
CREATE TABLE mdl_forum_posts (
    id integer PRIMARY KEY,
    discussion integer NOT NULL REFERENCES mdl_forum_discussions (id),
    parent integer REFERENCES mdl_forum_posts (id),
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    subject varchar(255) NOT NULL,
    message text NOT NULL,
    created integer NOT NULL
);
CREATE TABLE mdl_role (
    id integer PRIMARY KEY,
    name varchar(255) NOT NULL,
    shortname varchar(100) NOT NULL
);
CREATE TABLE mdl_role_assignments (
    id integer PRIMARY KEY,
    roleid integer NOT NULL REFERENCES mdl_role (id),
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    modifierid integer REFERENCES mdl_user (id) -- mentions
);
CREATE TABLE mdl_message (
    id integer PRIMARY KEY,
    useridfrom integer NOT NULL REFERENCES mdl_user (id), -- belongs
    useridto integer NOT NULL REFERENCES mdl_user (id), -- mentions
    subject text,
    fullmessage text,
    timecreated integer NOT NULL
);
CREATE TABLE mdl_logstore (
    id integer PRIMARY KEY,
    eventname varchar(255) NOT NULL,
    userid integer NOT NULL REFERENCES mdl_user (id), -- belongs
    courseid integer REFERENCES mdl_course (id),
    relateduserid integer REFERENCES mdl_user (id), -- mentions
    ip varchar(45),
    timecreated integer NOT NULL
);
CREATE TABLE mdl_config (
    id integer PRIMARY KEY,
    name varchar(255) NOT NULL UNIQUE,
    value text NOT NULL
);
