-- The shape of a German sports club's administration: people, families, fees, courses. Keys were never declared.

CREATE TABLE mitglied ( -- people
    mitglied_id integer PRIMARY KEY,
    nachname varchar(60) NOT NULL,
    vorname varchar(60) NOT NULL,
    geburtsdatum date,
    strasse varchar(100),
    plz varchar(5),
    ort varchar(60),
    email varchar(150),
    telefon varchar(40),
    familie_id integer, -- to: familie(familie_id)
    eintritt date NOT NULL,
    austritt date
);
CREATE TABLE familie (
    familie_id integer PRIMARY KEY,
    bezeichnung varchar(60) NOT NULL,
    zahler_id integer -- to: mitglied(mitglied_id); belongs
);
CREATE TABLE bankverbindung (
    id integer PRIMARY KEY,
    mitglied_id integer NOT NULL, -- to: mitglied(mitglied_id); belongs
    iban varchar(34) NOT NULL,
    kontoinhaber varchar(100),
    mandatsreferenz varchar(35)
);
CREATE TABLE beitrag (
    id integer PRIMARY KEY,
    mitglied_id integer NOT NULL, -- to: mitglied(mitglied_id); belongs
    jahr integer NOT NULL,
    betrag numeric(8,2) NOT NULL,
    bezahlt_am date
);
CREATE TABLE abteilung (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL,
    leiter_id integer -- to: mitglied(mitglied_id); mentions
);
CREATE TABLE abteilung_mitglied (
    abteilung_id integer NOT NULL, -- to: abteilung(id)
    mitglied_id integer NOT NULL, -- to: mitglied(mitglied_id); belongs
    seit date,
    PRIMARY KEY (abteilung_id, mitglied_id)
);
CREATE TABLE kurs (
    kurs_id integer PRIMARY KEY,
    abteilung_id integer NOT NULL, -- to: abteilung(id)
    trainer_id integer, -- to: mitglied(mitglied_id); mentions
    titel varchar(100) NOT NULL,
    beginn date
);
CREATE TABLE kursteilnahme (
    id integer PRIMARY KEY,
    kurs_id integer NOT NULL, -- to: kurs(kurs_id)
    mitglied_id integer NOT NULL, -- to: mitglied(mitglied_id); belongs
    anwesend boolean
);
CREATE TABLE lizenz (
    id integer PRIMARY KEY,
    mitglied_id integer NOT NULL, -- to: mitglied(mitglied_id); belongs
    lizenznummer varchar(30) NOT NULL,
    gueltig_bis date
);
CREATE TABLE benutzer ( -- people
    benutzer_id integer PRIMARY KEY,
    benutzername varchar(40) NOT NULL UNIQUE,
    passwort varchar(100) NOT NULL,
    mitglied_id integer -- to: mitglied(mitglied_id); belongs
);
CREATE TABLE protokoll (
    id integer PRIMARY KEY,
    benutzer_id integer NOT NULL, -- to: benutzer(benutzer_id); belongs
    aktion varchar(60) NOT NULL,
    zeitpunkt timestamp NOT NULL
);
CREATE TABLE spiel (
    id integer PRIMARY KEY,
    gegner varchar(60) NOT NULL,
    datum date NOT NULL,
    angelegt_von integer -- to: benutzer(benutzer_id); mentions
);
CREATE TABLE aufstellung (
    spiel_id integer NOT NULL, -- to: spiel(id)
    spieler_id integer NOT NULL, -- to: mitglied(mitglied_id); belongs
    rueckennummer integer,
    PRIMARY KEY (spiel_id, spieler_id)
);
CREATE TABLE beleg (
    id integer PRIMARY KEY,
    betrag numeric(8,2) NOT NULL,
    eingereicht_von integer NOT NULL, -- to: mitglied(mitglied_id); belongs
    geprueft_von integer, -- to: mitglied(mitglied_id); mentions
    verwendungszweck varchar(140)
);
