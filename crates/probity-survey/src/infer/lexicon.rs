//! Words of the trade: what people are called in tables, what their parts in a row are called, and which
//! words name no reference. None of them is the name of one application's table.

use std::collections::HashSet;
use std::sync::LazyLock;

/// What a row is called that is a person.
const PEOPLE: &str = "\
    user customer client member person people employee patient student teacher applicant candidate guest \
    attendee participant speaker subscriber donor volunteer staff admin administrator operator moderator \
    buyer seller shopper visitor player driver passenger tenant resident citizen voter pupil parent \
    guardian doctor nurse physician therapist author artist freelancer recruiter individual human \
    subject beneficiary cardholder policyholder insured borrower lender investor trader respondent \
    reporter follower friend registrant owner signer signatory lecturer instructor learner trainee \
    worker crew rider courier landlord host kunde benutzer usuario cliente utilisateur consumer holder \
    prospect adherent personnel trainer coach interviewer \
    kunden nutzer anwender mitglied mitglieder mitarbeiter angestellter teilnehmer teilnehmende schueler lehrer \
    patienten personen bewerber mieter vermieter fahrer spender abonnent abonnenten spieler besucher gast gaeste \
    klient klienten versicherter autor verfasser arzt aerzte \
    membre abonne eleve salarie employe locataire personne medecin enseignant etudiant candidat \
    miembro persona empleado alumno paciente socio inquilino profesor huesped \
    klant gebruiker medewerker persoon utente dipendente cliente membro pessoa utilizador funcionario aluno";

/// What a row is called that is a person in some companies and something else in others.
const MAYBE_PEOPLE: &str = "\
    account contact lead profile agent party login identity household vendor supplier affiliate partner \
    recipient kontakt kontakte lieferant lieferanten ansprechpartner konto provider";

/// People who do something for others by profession: a row that names them beside somebody else is the other's.
const SERVING: &str = "\
    employee staff admin administrator operator agent moderator personnel worker doctor nurse physician therapist \
    teacher lecturer instructor tutor driver courier rider recruiter lawyer notary clerk technician consultant \
    trainer coach interviewer provider mitarbeiter angestellter lehrer arzt aerzte empleado salarie medewerker \
    dipendente funcionario";

/// Words of a table's name that say: these people work for whoever runs the store.
const WORKING: &str = "\
    admin administrator administration staff office backoffice operator internal hr employee moderator backend \
    system";

/// A person's part in a row that makes the row theirs.
const OWNING_PARTS: &str = "\
    owner author creator sender writer poster publisher submitter requester requestor uploader buyer purchaser \
    payer holder applicant reporter initiator student patient subject by uid sent from starter commenter \
    voter rater booker followed followee following friended blocked muted ignored organizer organiser \
    host caller depositor donor invitee registrant initiator eingereicht gestellt beantragt zahler inhaber";

/// A person's part in a row that lets them see it.
const SEEING_PARTS: &str = "\
    recipient receiver to addressee target viewer notified payee beneficiary callee";

/// A person's part in a row that is somebody else's.
const MENTIONING_PARTS: &str = "\
    moderator acting canceler canceller agreed deferred approver approved reviewer reviewed editor \
    edited updated updater modified modifier changed deleted deleter removed closed closer locked \
    handled handler assigned assignee processed processor verified verifier invited inviter referred \
    referrer referer banned granted granter resolved resolver checked checker accepted acceptor rejected \
    responder responded cancelled canceled confirmed issued issuer managed manager supervisor superior \
    boss last latest solved answered published archived pinned scored graded grader actor causer \
    impersonator redeemed refunded authorised authorized dispatched packed served signed witness sponsor \
    mentor reassigned escalated imported merged flagged restored suspended disabled enabled revoked \
    recorded entered scanned collected administered prescribed performed write voided retired grader leader \
    leiter trainer head interviewer panelist geprueft genehmigt bearbeitet geaendert freigegeben zugewiesen \
    gesperrt geloescht abgelehnt storniert";

/// A part that says who made the row; theirs unless somebody else is said to be its owner.
const MAKING_PARTS: &str = "\
    creator created author added inserted by uploader writer submitted posted initiator registered \
    opened reporter started starter entered made create erstellt angelegt erfasst";

/// Words of a reference within the same table.
const TREE_PARTS: &str = "\
    parent root ancestor predecessor successor previous prev next original superseded replaced reply \
    replied quoted forked duplicate replying father mother spouse";

/// Words before a reference that points to one row among many of one's own, and contains nothing.
const POINTING_PARTS: &str = "\
    last latest first current default primary best accepted top featured selected active main cover \
    preferred solution newest oldest pinned";

/// Endings that say: this is a key.
const KEY_ENDINGS: &str = "\
    id uuid guid ref fk key pk oid sk xid reference pid";

/// Endings that say: this is the other table's column of such a name.
const NAMING_ENDINGS: &str = "\
    code no nr num number email mail username login slug name iban sku handle token isbn iso";

/// Names that are no reference without an ending, whatever tables there are.
const NO_REFERENCE: &str = "\
    order position sort rank level number count type status state version year month day date time price \
    amount total quantity score point name title code size weight value rating vote view like age length \
    duration message comment note description address subject content text image photo picture language \
    locale currency role permission session report answer";

/// Columns of which there is one per table and that name nothing.
const GENERIC_KEYS: &str = "\
    id uuid guid uid key code name number no slug type pk oid position date at created email version \
    locale language lang currency status kind";

/// Rows of which tax or trade law often demands that they stay.
const FISCAL: &str = "\
    invoice payment order transaction refund receipt billing bill payout ledger charge purchase sale \
    salary payroll tax contract withdrawal deposit booking settlement adjustment shipment \
    rechnung rechnungen zahlung zahlungen bestellung bestellungen auftrag auftraege buchung beleg beitrag";

/// Rows that are a person's content though no column's name says so.
const CONTENT: &str = "\
    media photo picture image video recording conversation thread chat document file attachment upload \
    message address household avatar signature passport company business channel discussion note blob \
    dialog asset activity meeting";

/// Rows that are the same for everybody.
const COMMON: &str = "\
    country category tag product role permission currency language locale setting status type kind \
    config configuration migration version plan feature template tax rate zone region state city store \
    warehouse variant sku brand badge group forum board track room event option coupon voucher promotion \
    section page faq translation unit level step job task queue item question quota property gateway \
    method taxonomy taxon theme plugin branch department course lesson subject location term concept option \
    kurs abteilung artikel einstellung einstellungen kategorie kategorien";

/// What many people belong to, and none of them owns.
const GROUPS: &str = "\
    company organisation organization org branch department office team tenant workspace club school university \
    employer location site facility institution agency group chapter division firm abteilung verein firma inbox \
    mailbox queue pipeline account realm domain";

/// Things whose word ends like that of somebody who does something.
const NO_AGENTS: &str = "\
    order number folder server container offer layer header footer parameter counter filter chapter letter quarter \
    router printer trigger register cluster center floor door color vector factor sector error processor connector \
    locker sensor motor anchor cursor transfer tier carrier answer banner flyer paper power timer water weather \
    other user identifier marker pointer adapter driver handler buffer manager minor major mirror tower river \
    corner border poster ticker voucher shipper newsletter chamber theater theatre slider voter copier meter \
    parser renderer wrapper helper loader scheduler worker trailer cover matter fee committee coffee degree tree \
    guarantee trustee settler barrier supplier per over under after never ever super inner outer upper lower \
    former later earlier higher master character feature";

/// Names of tables that keep what others had.
const HISTORY: &str = "\
    history archive archived audit version revision backup bak old deleted log snapshot shadow copy \
    trash hist aud";

/// Last words of a table's name that say nothing more of a row.
const GENERIC_THINGS: &str = "\
    info information data datum detail record entry row table tbl master main";

/// A second person whose the row is just as much.
const SHARING_PARTS: &str = "\
    colleague partner spouse coauthor co second secondary other peer mate companion joint friend";

/// What people do with a thing of others without owning it.
const REACTIONS: &str = "\
    favourite favorite like vote view bookmark subscription follow watch watcher read rating star \
    reaction visit comment review feedback answer reply report flag share download click score hit";

/// Parts that somebody has in a row without doing anything.
const PASSIVE_PARTS: &str = "\
    owner holder subject student patient payer applicant buyer purchaser user zahler inhaber by uid";

macro_rules! asks {
    ($($(#[$doc:meta])* $name:ident $list:ident;)+) => {
        $($(#[$doc])* pub(crate) fn $name(word: &str) -> bool {
            static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| $list.split(' ').collect());
            WORDS.contains(word)
        })+
    };
}

asks! {
    is_person PEOPLE;
    may_be_person MAYBE_PEOPLE;
    /// Whether these people do something for others by profession.
    is_serving SERVING;
    /// Whether a word of a table's name says that its people work for whoever runs the store.
    is_working WORKING;
    /// Whether many people belong to a row and none of them owns it.
    is_group GROUPS;
    is_no_agent NO_AGENTS;
    is_passive_part PASSIVE_PARTS;
    is_owning_part OWNING_PARTS;
    is_seeing_part SEEING_PARTS;
    is_mentioning_part MENTIONING_PARTS;
    is_making_part MAKING_PARTS;
    is_tree_part TREE_PARTS;
    is_pointing_part POINTING_PARTS;
    is_key_ending KEY_ENDINGS;
    is_naming_ending NAMING_ENDINGS;
    is_no_reference NO_REFERENCE;
    is_generic_key GENERIC_KEYS;
    is_fiscal FISCAL;
    is_content CONTENT;
    is_common COMMON;
    is_history HISTORY;
    is_generic_thing GENERIC_THINGS;
    is_sharing_part SHARING_PARTS;
    is_reaction REACTIONS;
}

/// Whether a word is a person's part in a row, of whatever kind.
pub(crate) fn is_part(word: &str) -> bool {
    is_owning_part(word) || is_seeing_part(word) || is_mentioning_part(word) || is_making_part(word)
}

/// Whether a word is one for somebody who does something, by its ending: `guarantor`, `organizer`, `nominee`,
/// and in German `spieler`. A row's word that is no such thing says a part.
pub(crate) fn is_agent(word: &str) -> bool {
    word.len() > 4
        && ["er", "or", "ee"].iter().any(|ending| word.ends_with(ending))
        && !is_no_agent(word)
        && !["number", "order", "letter", "meter", "header", "folder"].iter().any(|end| word.ends_with(end))
}
