//! Which words in a column's name say what the column holds: the tables, and nothing else.

/// What a rule asks for besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing.
    Nothing,
    /// A word for a person beside it, or a table of people.
    Person,
}

pub(super) struct Rule {
    pub(super) words: &'static str,
    pub(super) category: &'static str,
    pub(super) percent: u8,
    pub(super) needs: Needs,
}

/// The rules of `rules.txt`, in its order.
pub(super) fn rules() -> impl Iterator<Item = Rule> {
    include_str!("rules.txt").lines().filter_map(|line| {
        let (head, words) = line.split_once(": ").filter(|_| !line.starts_with('#'))?;
        let mut head = head.split(' ');
        let percent = head.next()?.parse().ok()?;
        let needs = if head.next()? == "person" { Needs::Person } else { Needs::Nothing };
        Some(Rule { words, category: head.next()?, percent, needs })
    })
}

/// Tables, and words before a name, that speak of people.
pub(super) const PEOPLE: &str = "user|customer|client|person|people|member|employee|staff|patient|contact|author|subscriber|visitor|\
    guest|attendee|speaker|student|teacher|driver|recipient|applicant|candidate|account holder|profile|\
    identity|participant|player|owner|sender|buyer|seller|tenant|resident|citizen|voter|donor|volunteer|\
    passenger|worker|doctor|nurse|physician|reviewer|lead|prospect|friend|parent|child|guardian|\
    beneficiary|payee|payer|holder|signatory|manager|agent|admin|administrator|operator|customer address|\
    address|kunde|kunden|benutzer|nutzer|mitarbeiter|person en|utilisateur|cliente|usuario|empleado|\
    utente|klant|gebruiker|klient|uzytkownik|pracownik|utilizador|personne|personen|persona|paziente|\
    patienten|commenter|poster|submitter|registrant|registration|invitee|delegate|presenter|respondent|\
    debtor|creditor|insured|claimant|witness|payment card|card|visit|report|signup|enrollment|\
    ticket holder|membership|human|individual|party|adressen|anschrift|kontakt|kontakte|contato|contatto|\
    subject|account|billing|shipping|delivery|emergency|participante|autor|auteur|autore|speaker profile|\
    moderator|editor|creator|booking|reservation|order|appointment|session|login|response|purchaser|\
    bidder|renter|landlord|spouse";

/// Words of tables whose columns called text or body are what people wrote.
pub(super) const WRITTEN_BY_PEOPLE: &[(&str, &str)] = &[
    ("comment", "message.content"),
    ("message", "message.content"),
    ("chat", "message.content"),
    ("mail", "message.content"),
    ("conversation", "message.content"),
    ("sms", "message.content"),
    ("inbox", "message.content"),
    ("dm", "message.content"),
    ("post", "social.post"),
    ("reply", "social.post"),
    ("topic", "social.post"),
    ("thread", "social.post"),
    ("tweet", "social.post"),
    ("review", "support.feedback"),
    ("feedback", "support.feedback"),
    ("testimonial", "support.feedback"),
    ("rating", "support.feedback"),
    ("ticket", "support.message"),
    ("support", "support.message"),
    ("inquiry", "support.message"),
    ("case", "support.message"),
    ("request", "support.message"),
    ("complaint", "support.message"),
    ("answer", "marketing.survey"),
    ("response", "marketing.survey"),
    ("submission", "work.application"),
    ("application", "work.application"),
    ("note", "support.message"),
];

/// Names of columns that hold running text.
pub(super) const RUNNING_TEXT: &str = "body content text message comment note raw html description remark abstract reply answer bemerkung \
    notiz nachricht kommentar commentaire mensaje comentario messaggio commento bericht subject excerpt \
    cooked feedback review response";

/// Last words that turn a name into something about the datum and not the datum.
pub(super) const ABOUT: &str = "verified verification count enabled disabled status sent template type kind flag confirmed optin opt \
    in out optout valid invalid bounced provider format length required visible public private allowed \
    notification setting preference frequency limit max min total sum avg average index position sort \
    version at on time timestamp ts date updated created expires expiry expiration attempts attempt \
    tries score level mode size width height color colour list campaign queue server port host hosts \
    group class pattern regex rule policy label title help placeholder category subject domain mask \
    range ranges pool block subnet changed order weight percentage percent rate is has needs days \
    minutes seconds hours ttl id ids fk uuid table column field file path extension mime hint strength \
    requirement requirements reminder used locked present exists missing quality unit units currency \
    cost price fee discount stock";

/// Words before a name that say that it is a thing's.
pub(super) const THINGS: &str = "product file table column field event class category tag role group project host domain display item \
    brand model plan package module plugin theme template menu page site store warehouse currency \
    country city state language folder bucket queue job task step index key attribute parameter param \
    config setting option feature permission route schema database server service app application course \
    room venue building conference team department unit type status board forum channel topic list form \
    report metric campaign segment coupon promo tax method function variable block layout format variant \
    sku supplier vendor carrier zone track badge font icon image short long internal system process \
    command bank hotel restaurant school street memory mailing constraint trigger view relation sequence \
    migration worker cache node cluster region provider gateway webhook";

/// Booleans, whatever their type says.
pub(super) const QUESTIONS: &str = "is has can should allow allows enable use uses show hide require requires needs send sends accepts \
    wants";

/// Given names common in several languages: where most values begin with one, the column names people.
pub(super) const GIVEN_NAMES: &str = "james mary john patricia robert jennifer michael linda william elizabeth david barbara richard susan \
    joseph jessica thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony \
    margaret mark sandra donald ashley steven emily paul kimberly andrew donna joshua michelle kevin \
    carol brian amanda george melissa edward deborah jane bob alice carl anna ann anne peter hans klaus \
    jurgen wolfgang stefan andreas martin sabine petra monika ursula claudia julia lena lukas felix \
    jonas leon max sophie marie jean pierre michel philippe alain nicolas camille claire juan jose \
    antonio manuel francisco carlos luis miguel javier maria carmen ana isabel laura marta lucia \
    giuseppe giovanni mario luigi marco luca francesca giulia chiara paolo jan piet kees anouk sanne \
    daan piotr krzysztof andrzej tomasz pawel agnieszka katarzyna malgorzata joao pedro tiago rita ines \
    sofia olivia emma noah liam mia ella lucas henry alexander benjamin samuel grace chloe hannah ivan \
    olga elena dmitri natalia mohammed ahmed fatima ali omar aisha wei li ming yuki kenji hiroshi priya \
    raj arjun deepa nikos yiannis eleni kofi amara sven lars ingrid astrid erik mats karl ola kari aino \
    eino matti";
