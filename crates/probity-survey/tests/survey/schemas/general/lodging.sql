-- The shape of a marketplace of holiday flats: hosts let, guests stay, both rate each other.

CREATE TABLE members ( -- people
    id integer PRIMARY KEY,
    email varchar(150) NOT NULL UNIQUE,
    first_name varchar(60) NOT NULL,
    last_name varchar(60) NOT NULL,
    phone varchar(30),
    date_of_birth date,
    about text,
    joined_at timestamp NOT NULL
);
CREATE TABLE listings (
    id integer PRIMARY KEY,
    host_id integer NOT NULL REFERENCES members (id), -- belongs
    title varchar(150) NOT NULL,
    street varchar(100) NOT NULL,
    city varchar(60) NOT NULL,
    nightly_price numeric(8,2) NOT NULL,
    created_at timestamp NOT NULL
);
CREATE TABLE listing_photos (
    id integer PRIMARY KEY,
    listing_id integer NOT NULL REFERENCES listings (id), -- belongs
    url varchar(200) NOT NULL,
    caption varchar(200)
);
CREATE TABLE amenities (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL UNIQUE
);
CREATE TABLE listing_amenities (
    listing_id integer NOT NULL REFERENCES listings (id), -- belongs
    amenity_id integer NOT NULL REFERENCES amenities (id),
    PRIMARY KEY (listing_id, amenity_id)
);
CREATE TABLE reservations (
    id integer PRIMARY KEY,
    listing_id integer NOT NULL REFERENCES listings (id),
    guest_id integer NOT NULL REFERENCES members (id), -- belongs
    arrives_on date NOT NULL,
    leaves_on date NOT NULL,
    total_price numeric(8,2) NOT NULL,
    booked_at timestamp NOT NULL
);
CREATE TABLE reservation_guests (
    id integer PRIMARY KEY,
    reservation_id integer NOT NULL REFERENCES reservations (id), -- belongs
    full_name varchar(100) NOT NULL,
    passport_number varchar(30)
);
CREATE TABLE reviews (
    id integer PRIMARY KEY,
    reservation_id integer NOT NULL REFERENCES reservations (id),
    reviewer_id integer NOT NULL REFERENCES members (id), -- belongs
    reviewee_id integer NOT NULL REFERENCES members (id), -- mentions
    rating integer NOT NULL,
    comment text
);
CREATE TABLE threads (
    id integer PRIMARY KEY,
    listing_id integer REFERENCES listings (id),
    host_id integer NOT NULL REFERENCES members (id), -- belongs
    guest_id integer NOT NULL REFERENCES members (id), -- belongs
    opened_at timestamp NOT NULL
);
CREATE TABLE thread_messages (
    id integer PRIMARY KEY,
    thread_id integer NOT NULL REFERENCES threads (id),
    sender_id integer NOT NULL REFERENCES members (id), -- belongs
    body text NOT NULL,
    sent_at timestamp NOT NULL
);
CREATE TABLE payouts (
    id integer PRIMARY KEY,
    host_id integer NOT NULL REFERENCES members (id), -- belongs
    reservation_id integer NOT NULL REFERENCES reservations (id),
    amount numeric(8,2) NOT NULL,
    iban varchar(34) NOT NULL
);
CREATE TABLE charges (
    id integer PRIMARY KEY,
    reservation_id integer NOT NULL REFERENCES reservations (id), -- belongs
    amount numeric(8,2) NOT NULL,
    card_brand varchar(20), -- of: visa|amex
    card_last4 varchar(4)
);
CREATE TABLE wishlists (
    id integer PRIMARY KEY,
    member_id integer NOT NULL REFERENCES members (id), -- belongs
    name varchar(60) NOT NULL
);
CREATE TABLE wishlist_items (
    wishlist_id integer NOT NULL REFERENCES wishlists (id), -- belongs
    listing_id integer NOT NULL REFERENCES listings (id),
    added_at timestamp NOT NULL,
    PRIMARY KEY (wishlist_id, listing_id)
);
CREATE TABLE reports (
    id integer PRIMARY KEY,
    reported_by integer NOT NULL REFERENCES members (id), -- belongs
    reported_member_id integer REFERENCES members (id), -- mentions
    listing_id integer REFERENCES listings (id),
    reason varchar(200) NOT NULL,
    closed_by_id integer REFERENCES staff (id) -- mentions
);
CREATE TABLE staff ( -- people
    id integer PRIMARY KEY,
    email varchar(150) NOT NULL UNIQUE,
    name varchar(100) NOT NULL
);
CREATE TABLE calendar_days (
    listing_id integer NOT NULL REFERENCES listings (id), -- belongs
    day date NOT NULL,
    available boolean NOT NULL,
    PRIMARY KEY (listing_id, day)
);
