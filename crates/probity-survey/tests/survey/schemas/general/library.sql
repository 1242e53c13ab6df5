-- The shape of a well-known lending library's system, from memory.

CREATE TABLE borrowers ( -- people
    borrowernumber integer PRIMARY KEY,
    cardnumber varchar(32) UNIQUE,
    surname varchar(100),
    firstname varchar(100),
    address varchar(100),
    city varchar(60),
    zipcode varchar(12),
    email varchar(150),
    phone varchar(40),
    dateofbirth date,
    branchcode varchar(10) NOT NULL REFERENCES branches (branchcode),
    categorycode varchar(10) NOT NULL REFERENCES categories (categorycode),
    userid varchar(75) UNIQUE,
    password varchar(60),
    guarantorid integer REFERENCES borrowers (borrowernumber) -- mentions
);
CREATE TABLE branches (
    branchcode varchar(10) PRIMARY KEY,
    branchname varchar(100) NOT NULL,
    branchphone varchar(40),
    branchemail varchar(100)
);
CREATE TABLE categories (
    categorycode varchar(10) PRIMARY KEY,
    description varchar(100),
    enrolmentperiod integer
);
CREATE TABLE biblio (
    biblionumber integer PRIMARY KEY,
    author varchar(100),
    title varchar(200),
    copyrightdate integer
);
CREATE TABLE items (
    itemnumber integer PRIMARY KEY,
    biblionumber integer NOT NULL REFERENCES biblio (biblionumber),
    barcode varchar(20) UNIQUE,
    homebranch varchar(10) REFERENCES branches (branchcode),
    price numeric(8,2)
);
CREATE TABLE issues (
    issue_id integer PRIMARY KEY,
    borrowernumber integer NOT NULL REFERENCES borrowers (borrowernumber), -- belongs
    issuer_id integer REFERENCES borrowers (borrowernumber), -- mentions
    itemnumber integer NOT NULL REFERENCES items (itemnumber),
    date_due timestamp,
    issuedate timestamp
);
CREATE TABLE old_issues (
    issue_id integer PRIMARY KEY,
    borrowernumber integer REFERENCES borrowers (borrowernumber), -- belongs
    issuer_id integer REFERENCES borrowers (borrowernumber), -- mentions
    itemnumber integer REFERENCES items (itemnumber),
    date_due timestamp,
    returndate timestamp
);
CREATE TABLE reserves (
    reserve_id integer PRIMARY KEY,
    borrowernumber integer NOT NULL REFERENCES borrowers (borrowernumber), -- belongs
    biblionumber integer NOT NULL REFERENCES biblio (biblionumber),
    branchcode varchar(10) REFERENCES branches (branchcode),
    itemnumber integer REFERENCES items (itemnumber),
    reservenotes text
);
CREATE TABLE accountlines (
    accountlines_id integer PRIMARY KEY,
    borrowernumber integer REFERENCES borrowers (borrowernumber), -- belongs
    itemnumber integer REFERENCES items (itemnumber),
    amount numeric(10,2),
    description text,
    manager_id integer REFERENCES borrowers (borrowernumber) -- mentions
);
CREATE TABLE message_queue (
    message_id integer PRIMARY KEY,
    borrowernumber integer REFERENCES borrowers (borrowernumber), -- belongs
    subject text,
    content text,
    to_address varchar(150),
    time_queued timestamp
);
CREATE TABLE reviews (
    reviewid integer PRIMARY KEY,
    borrowernumber integer REFERENCES borrowers (borrowernumber), -- belongs
    biblionumber integer REFERENCES biblio (biblionumber),
    review text,
    approved boolean
);
CREATE TABLE virtualshelves (
    shelfnumber integer PRIMARY KEY,
    shelfname varchar(100),
    owner integer REFERENCES borrowers (borrowernumber), -- belongs
    public boolean NOT NULL
);
CREATE TABLE virtualshelfcontents (
    id integer PRIMARY KEY,
    shelfnumber integer NOT NULL REFERENCES virtualshelves (shelfnumber),
    biblionumber integer NOT NULL REFERENCES biblio (biblionumber),
    borrowernumber integer REFERENCES borrowers (borrowernumber) -- belongs
);
CREATE TABLE suggestions (
    suggestionid integer PRIMARY KEY,
    suggestedby integer NOT NULL REFERENCES borrowers (borrowernumber), -- belongs
    managedby integer REFERENCES borrowers (borrowernumber), -- mentions
    acceptedby integer REFERENCES borrowers (borrowernumber), -- mentions
    title varchar(200),
    note text
);
CREATE TABLE systempreferences (
    variable varchar(50) PRIMARY KEY,
    value text
);
