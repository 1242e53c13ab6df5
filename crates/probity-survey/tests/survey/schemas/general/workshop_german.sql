-- The shape of a craftsman's desktop database in German, grown over twenty years. No key was ever declared.

CREATE TABLE tblKunden ( -- people
    KundenNr integer PRIMARY KEY,
    Anrede varchar(10), -- of: Herr|Frau
    Vorname varchar(60),
    Nachname varchar(60),
    Strasse varchar(100),
    PLZ varchar(5),
    Ort varchar(60),
    Telefon varchar(40),
    EMail varchar(100),
    Geburtsdatum date,
    Bemerkung text
);
CREATE TABLE tblMitarbeiter ( -- people
    MitarbeiterNr integer PRIMARY KEY,
    Vorname varchar(60),
    Nachname varchar(60),
    Telefon varchar(40),
    Eintrittsdatum date,
    Stundenlohn numeric(6,2)
);
CREATE TABLE tblFahrzeuge (
    FahrzeugNr integer PRIMARY KEY,
    KundenNr integer, -- to: tblKunden(KundenNr); belongs
    Kennzeichen varchar(12) NOT NULL,
    Fahrgestellnummer varchar(17),
    Erstzulassung date
);
CREATE TABLE tblAuftraege (
    AuftragsNr integer PRIMARY KEY,
    KundenNr integer NOT NULL, -- to: tblKunden(KundenNr); belongs
    FahrzeugNr integer, -- to: tblFahrzeuge(FahrzeugNr)
    MitarbeiterNr integer, -- to: tblMitarbeiter(MitarbeiterNr); mentions
    Auftragsdatum date,
    Beschreibung text
);
CREATE TABLE tblAuftragspositionen (
    PositionsNr integer PRIMARY KEY,
    AuftragsNr integer NOT NULL, -- to: tblAuftraege(AuftragsNr); belongs
    ArtikelNr integer, -- to: tblArtikel(ArtikelNr)
    Menge numeric(6,2),
    Einzelpreis numeric(8,2)
);
CREATE TABLE tblArtikel (
    ArtikelNr integer PRIMARY KEY,
    Bezeichnung varchar(100),
    LieferantenNr integer, -- to: tblLieferanten(LieferantenNr)
    Preis numeric(8,2)
);
CREATE TABLE tblLieferanten ( -- people
    LieferantenNr integer PRIMARY KEY,
    Firma varchar(100),
    Ansprechpartner varchar(100),
    Telefon varchar(40),
    EMail varchar(100)
);
CREATE TABLE tblRechnungen (
    RechnungsNr integer PRIMARY KEY,
    AuftragsNr integer NOT NULL, -- to: tblAuftraege(AuftragsNr)
    KundenNr integer NOT NULL, -- to: tblKunden(KundenNr); belongs
    Rechnungsdatum date,
    Betrag numeric(8,2),
    ErstelltVon integer -- to: tblMitarbeiter(MitarbeiterNr); mentions
);
CREATE TABLE tblZahlungen (
    ZahlungsNr integer PRIMARY KEY,
    RechnungsNr integer NOT NULL, -- to: tblRechnungen(RechnungsNr); belongs
    Zahldatum date,
    Betrag numeric(8,2)
);
CREATE TABLE tblTermine (
    TerminNr integer PRIMARY KEY,
    KundenNr integer, -- to: tblKunden(KundenNr); belongs
    MitarbeiterNr integer, -- to: tblMitarbeiter(MitarbeiterNr); mentions
    Datum date,
    Notiz text
);
CREATE TABLE tblArbeitszeiten (
    ID integer PRIMARY KEY,
    MitarbeiterNr integer NOT NULL, -- to: tblMitarbeiter(MitarbeiterNr); belongs
    AuftragsNr integer, -- to: tblAuftraege(AuftragsNr)
    Datum date,
    Stunden numeric(4,2)
);
CREATE TABLE tblEinstellungen (
    Schluessel varchar(50) PRIMARY KEY,
    Wert varchar(100)
);
