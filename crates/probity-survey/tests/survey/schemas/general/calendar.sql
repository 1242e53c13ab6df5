-- The shape of a well-known scheduling application: hosts publish kinds of events, guests book them. From memory.

CREATE TABLE User ( -- people
    id integer PRIMARY KEY,
    username varchar(60) UNIQUE,
    email varchar(150) NOT NULL UNIQUE,
    name varchar(150),
    passwordHash varchar(100),
    bio text,
    timeZone varchar(40) NOT NULL,
    createdDate timestamp NOT NULL
);
CREATE TABLE Team (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL,
    slug varchar(100) NOT NULL UNIQUE
);
CREATE TABLE Membership (
    id integer PRIMARY KEY,
    teamId integer NOT NULL REFERENCES Team (id),
    userId integer NOT NULL REFERENCES User (id), -- belongs
    accepted boolean NOT NULL,
    role varchar(20) NOT NULL, -- of: MEMBER|ADMIN|OWNER
    UNIQUE (userId, teamId)
);
CREATE TABLE Credential (
    id integer PRIMARY KEY,
    type varchar(40) NOT NULL, -- of: google_calendar|zoom_video
    key text NOT NULL,
    userId integer REFERENCES User (id) -- belongs
);
CREATE TABLE Schedule (
    id integer PRIMARY KEY,
    userId integer NOT NULL REFERENCES User (id), -- belongs
    name varchar(80) NOT NULL,
    timeZone varchar(40)
);
CREATE TABLE EventType (
    id integer PRIMARY KEY,
    title varchar(150) NOT NULL,
    slug varchar(150) NOT NULL,
    description text,
    length integer NOT NULL,
    userId integer REFERENCES User (id), -- belongs
    teamId integer REFERENCES Team (id),
    scheduleId integer REFERENCES Schedule (id)
);
CREATE TABLE Availability (
    id integer PRIMARY KEY,
    userId integer REFERENCES User (id), -- belongs
    scheduleId integer REFERENCES Schedule (id),
    startTime varchar(8) NOT NULL,
    endTime varchar(8) NOT NULL
);
CREATE TABLE Booking (
    id integer PRIMARY KEY,
    uid char(36) NOT NULL UNIQUE,
    userId integer REFERENCES User (id), -- belongs
    eventTypeId integer REFERENCES EventType (id),
    title varchar(200) NOT NULL,
    description text,
    startTime timestamp NOT NULL,
    endTime timestamp NOT NULL,
    location varchar(200),
    cancellationReason varchar(200)
);
CREATE TABLE Attendee ( -- people
    id integer PRIMARY KEY,
    bookingId integer REFERENCES Booking (id),
    email varchar(150) NOT NULL,
    name varchar(150) NOT NULL,
    timeZone varchar(40) NOT NULL,
    locale varchar(10)
);
CREATE TABLE BookingReference (
    id integer PRIMARY KEY,
    bookingId integer NOT NULL REFERENCES Booking (id), -- belongs
    type varchar(40) NOT NULL, -- of: google_calendar|zoom_video
    uid varchar(60) NOT NULL,
    meetingUrl varchar(200)
);
CREATE TABLE Payment (
    id integer PRIMARY KEY,
    bookingId integer NOT NULL REFERENCES Booking (id), -- belongs
    amount integer NOT NULL,
    currency varchar(3) NOT NULL, -- of: EUR|USD
    success boolean NOT NULL,
    externalId varchar(60) NOT NULL UNIQUE
);
CREATE TABLE OutOfOfficeEntry (
    id integer PRIMARY KEY,
    userId integer NOT NULL REFERENCES User (id), -- belongs
    toUserId integer REFERENCES User (id), -- mentions
    startDate date NOT NULL,
    endDate date NOT NULL,
    notes text
);
CREATE TABLE Webhook (
    id integer PRIMARY KEY,
    subscriberUrl varchar(200) NOT NULL,
    userId integer REFERENCES User (id), -- belongs
    eventTypeId integer REFERENCES EventType (id),
    secret varchar(60)
);
