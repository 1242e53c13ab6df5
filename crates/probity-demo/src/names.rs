//! Names of made-up people, in their own letters, with the letters that a mail address can carry.

use crate::random::Random;

/// A name as people write it, and in plain Latin letters.
pub(crate) type Name = (&'static str, &'static str);

/// A country with some of its names and towns.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) code: &'static str,
    /// Of a hundred and some people, how many live there.
    weight: u64,
    given: &'static [Name],
    family: &'static [Name],
    towns: &'static [&'static str],
}

/// A country by weight.
pub(crate) fn country(random: &mut Random) -> &'static Country {
    let mut left = random.below(COUNTRIES.iter().map(|one| one.weight).sum());
    for country in COUNTRIES {
        if left < country.weight {
            return country;
        }
        left -= country.weight;
    }
    LITHUANIA
}

impl Country {
    pub(crate) fn given(&self, random: &mut Random) -> Name {
        random.pick(self.given)
    }

    pub(crate) fn family(&self, random: &mut Random) -> Name {
        random.pick(self.family)
    }

    pub(crate) fn town(&self, random: &mut Random) -> &'static str {
        random.pick(self.towns)
    }
}

pub(crate) const LITHUANIA: &Country = &Country {
    code: "LT",
    weight: 9,
    given: &[
        ("Jonas", "jonas"),
        ("Eglė", "egle"),
        ("Mantas", "mantas"),
        ("Rūta", "ruta"),
        ("Žygimantas", "zygimantas"),
        ("Austėja", "austeja"),
    ],
    family: &[
        ("Kazlauskas", "kazlauskas"),
        ("Stankevičiūtė", "stankeviciute"),
        ("Žukauskienė", "zukauskiene"),
        ("Butkus", "butkus"),
        ("Šimkutė", "simkute"),
    ],
    towns: &["Vilnius", "Kaunas", "Klaipėda", "Šiauliai"],
};

pub(crate) const PANAMA: &Country = &Country {
    code: "PA",
    weight: 12,
    given: &[
        ("José", "jose"),
        ("María", "maria"),
        ("Yaneth", "yaneth"),
        ("Ángel", "angel"),
        ("Itzel", "itzel"),
        ("Rubén", "ruben"),
    ],
    family: &[
        ("González", "gonzalez"),
        ("Núñez", "nunez"),
        ("Him Batista", "him-batista"),
        ("Castillo", "castillo"),
        ("Peñalba", "penalba"),
    ],
    towns: &["Panamá", "David", "Colón", "Santiago"],
};

const COUNTRIES: &[&Country] = &[
    LITHUANIA,
    PANAMA,
    &Country {
        code: "US",
        weight: 20,
        given: &[
            ("James", "james"),
            ("Latoya", "latoya"),
            ("Emily", "emily"),
            ("Carlos", "carlos"),
            ("Grace", "grace"),
            ("Noah", "noah"),
        ],
        family: &[
            ("Smith", "smith"),
            ("O’Connor", "oconnor"),
            ("Washington", "washington"),
            ("Garcia", "garcia"),
            ("Nguyen", "nguyen"),
            ("Johnson-Reed", "johnson-reed"),
        ],
        towns: &["Sacramento", "Denver", "Richmond", "Hartford"],
    },
    &Country {
        code: "DE",
        weight: 12,
        given: &[
            ("Jürgen", "juergen"),
            ("Anneliese", "anneliese"),
            ("Björn", "bjoern"),
            ("Mia", "mia"),
            ("Sören", "soeren"),
        ],
        family: &[
            ("Müller", "mueller"),
            ("Weiß", "weiss"),
            ("von der Heide", "von-der-heide"),
            ("Schäfer", "schaefer"),
            ("Yılmaz", "yilmaz"),
        ],
        towns: &["Köln", "Leipzig", "München", "Görlitz"],
    },
    &Country {
        code: "PL",
        weight: 8,
        given: &[
            ("Łukasz", "lukasz"),
            ("Małgorzata", "malgorzata"),
            ("Paweł", "pawel"),
            ("Zuzanna", "zuzanna"),
            ("Święcisław", "swiecislaw"),
        ],
        family: &[
            ("Wójcik", "wojcik"),
            ("Dąbrowska", "dabrowska"),
            ("Brzęczyszczykiewicz", "brzeczyszczykiewicz"),
            ("Źrebiec", "zrebiec"),
        ],
        towns: &["Łódź", "Kraków", "Gdańsk"],
    },
    &Country {
        code: "FR",
        weight: 7,
        given: &[
            ("Chloé", "chloe"),
            ("Jean-François", "jean-francois"),
            ("Zoë", "zoe"),
            ("Gaël", "gael"),
            ("Amélie", "amelie"),
        ],
        family: &[
            ("Lefèvre", "lefevre"),
            ("d’Artois", "dartois"),
            ("Bâcle", "bacle"),
            ("Nguema", "nguema"),
            ("Ÿssoire", "yssoire"),
        ],
        towns: &["Orléans", "Besançon", "Nîmes"],
    },
    &Country {
        code: "GR",
        weight: 5,
        given: &[("Ελένη", "eleni"), ("Γιώργος", "giorgos"), ("Δήμητρα", "dimitra"), ("Νίκος", "nikos")],
        family: &[("Παπαδοπούλου", "papadopoulou"), ("Οικονόμου", "oikonomou"), ("Αγγελίδης", "angelidis")],
        towns: &["Αθήνα", "Θεσσαλονίκη", "Πάτρα"],
    },
    &Country {
        code: "BG",
        weight: 4,
        given: &[("Иван", "ivan"), ("Цветана", "tsvetana"), ("Димитър", "dimitar"), ("Яна", "yana")],
        family: &[("Иванов", "ivanov"), ("Щерева", "shtereva"), ("Желязков", "zhelyazkov")],
        towns: &["София", "Пловдив", "Варна"],
    },
    &Country {
        code: "JP",
        weight: 5,
        given: &[("花子", "hanako"), ("太郎", "taro"), ("さくら", "sakura"), ("健", "ken")],
        family: &[("田中", "tanaka"), ("鈴木", "suzuki"), ("佐々木", "sasaki")],
        towns: &["大阪市", "札幌市", "京都市"],
    },
    &Country {
        code: "IN",
        weight: 6,
        given: &[("आरव", "aarav"), ("प्रिया", "priya"), ("Deepak", "deepak"), ("Lakshmi", "lakshmi")],
        family: &[("शर्मा", "sharma"), ("Patel", "patel"), ("Krishnamurthy", "krishnamurthy")],
        towns: &["Pune", "Chennai", "जयपुर"],
    },
    &Country {
        code: "EG",
        weight: 3,
        given: &[("ليلى", "layla"), ("محمد", "mohamed"), ("نور", "nour")],
        family: &[("حسن", "hassan"), ("عبد الله", "abdallah"), ("منصور", "mansour")],
        towns: &["القاهرة", "الإسكندرية"],
    },
    &Country {
        code: "TR",
        weight: 4,
        given: &[("İpek", "ipek"), ("Işık", "isik"), ("Çağla", "cagla"), ("Ömer", "omer")],
        family: &[("Yıldız", "yildiz"), ("Şahin", "sahin"), ("Gökçe", "gokce")],
        towns: &["İzmir", "Ankara", "Eskişehir"],
    },
    &Country {
        code: "CZ",
        weight: 3,
        given: &[("Jiří", "jiri"), ("Kateřina", "katerina"), ("Žofie", "zofie")],
        family: &[("Dvořáková", "dvorakova"), ("Němec", "nemec"), ("Řezníček", "reznicek")],
        towns: &["Brno", "Plzeň", "Olomouc"],
    },
    &Country {
        code: "VN",
        weight: 3,
        given: &[("Thị Hạnh", "hanh"), ("Đức", "duc"), ("Ngọc Ánh", "ngoc-anh")],
        family: &[("Nguyễn", "nguyen"), ("Trần", "tran"), ("Đặng", "dang")],
        towns: &["Huế", "Đà Nẵng"],
    },
    &Country {
        code: "CY",
        weight: 2,
        given: &[("Ανδρέας", "andreas"), ("Χριστίνα", "christina"), ("Mehmet", "mehmet")],
        family: &[("Χαραλάμπους", "charalambous"), ("Γεωργίου", "georgiou"), ("Özkan", "ozkan")],
        towns: &["Λευκωσία", "Λεμεσός"],
    },
    &Country {
        code: "BR",
        weight: 5,
        given: &[("João", "joao"), ("Conceição", "conceicao"), ("Luís", "luis"), ("Inês", "ines")],
        family: &[("da Silva", "da-silva"), ("Gonçalves", "goncalves"), ("Araújo", "araujo")],
        towns: &["São Paulo", "Belém", "Goiânia"],
    },
];
