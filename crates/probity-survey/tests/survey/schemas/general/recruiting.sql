-- The shape of a recruiting application: candidates apply, recruiters and interviewers judge.

CREATE TABLE companies (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL,
    website varchar(150)
);
CREATE TABLE recruiters ( -- people
    id integer PRIMARY KEY,
    company_id integer NOT NULL REFERENCES companies (id),
    work_email varchar(150) NOT NULL UNIQUE,
    full_name varchar(100) NOT NULL,
    encrypted_password varchar(100) NOT NULL
);
CREATE TABLE candidates ( -- people
    id integer PRIMARY KEY,
    given_name varchar(60) NOT NULL,
    family_name varchar(60) NOT NULL,
    email varchar(150) NOT NULL,
    phone varchar(30),
    linkedin_url varchar(150),
    source varchar(30), -- of: referral|website|agency
    owner_id integer REFERENCES recruiters (id), -- mentions
    gdpr_consent_at timestamp
);
CREATE TABLE jobs (
    id integer PRIMARY KEY,
    company_id integer NOT NULL REFERENCES companies (id),
    title varchar(100) NOT NULL,
    description text,
    hiring_manager_id integer REFERENCES recruiters (id), -- mentions
    created_by integer REFERENCES recruiters (id) -- mentions
);
CREATE TABLE applications (
    id integer PRIMARY KEY,
    job_id integer NOT NULL REFERENCES jobs (id),
    candidate_id integer NOT NULL REFERENCES candidates (id), -- belongs
    cover_letter text,
    stage varchar(20) NOT NULL, -- of: new|phone|onsite|hired
    rejected_by_id integer REFERENCES recruiters (id), -- mentions
    applied_at timestamp NOT NULL
);
CREATE TABLE application_answers (
    id integer PRIMARY KEY,
    application_id integer NOT NULL REFERENCES applications (id), -- belongs
    question_id integer NOT NULL REFERENCES screening_questions (id),
    answer text
);
CREATE TABLE screening_questions (
    id integer PRIMARY KEY,
    job_id integer NOT NULL REFERENCES jobs (id),
    question varchar(200) NOT NULL
);
CREATE TABLE resumes (
    id integer PRIMARY KEY,
    candidate_id integer NOT NULL REFERENCES candidates (id), -- belongs
    file_path varchar(200) NOT NULL,
    parsed_text text
);
CREATE TABLE interviews (
    id integer PRIMARY KEY,
    application_id integer NOT NULL REFERENCES applications (id), -- belongs
    starts_at timestamp NOT NULL,
    location varchar(100),
    organizer_id integer REFERENCES recruiters (id) -- mentions
);
CREATE TABLE interview_panelists (
    interview_id integer NOT NULL REFERENCES interviews (id), -- belongs
    recruiter_id integer NOT NULL REFERENCES recruiters (id), -- mentions
    PRIMARY KEY (interview_id, recruiter_id)
);
CREATE TABLE scorecards (
    id integer PRIMARY KEY,
    interview_id integer NOT NULL REFERENCES interviews (id), -- belongs
    author_id integer NOT NULL REFERENCES recruiters (id), -- mentions
    recommendation varchar(20), -- of: yes|no
    remarks text
);
CREATE TABLE offers (
    id integer PRIMARY KEY,
    application_id integer NOT NULL UNIQUE REFERENCES applications (id), -- belongs
    salary numeric(10,2) NOT NULL,
    signed_on date,
    approver_id integer REFERENCES recruiters (id) -- mentions
);
CREATE TABLE referrals (
    id integer PRIMARY KEY,
    candidate_id integer NOT NULL REFERENCES candidates (id), -- belongs
    referred_by integer NOT NULL REFERENCES recruiters (id), -- mentions
    relation varchar(60)
);
CREATE TABLE candidate_tags (
    candidate_id integer NOT NULL REFERENCES candidates (id), -- belongs
    tag varchar(40) NOT NULL,
    PRIMARY KEY (candidate_id, tag)
);
CREATE TABLE email_templates (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL,
    subject varchar(150) NOT NULL,
    body text NOT NULL
);
