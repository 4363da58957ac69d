//! A register of a realistic size: one hundred organisations with their initiatives, written as
//! plain SQL that both databases read, so that loading takes seconds.

use diesel::connection::SimpleConnection;
use fourco::platform::db::Db;
use std::fmt::Write as _;

/// Organisations that lead initiatives.
pub const ORGANISATIONS: usize = 100;

/// Initiatives of one INSERT.
const BATCH: usize = 500;

/// The columns of an initiative, in the order of [`Row::values`].
pub const COLUMNS: &str = "id, version, parts_version, created_at, updated_at, withdrawn_at, stage_since, four_co, \
    public_service_contributions, citizen_contributions, lead_organisation_id, key, title, description, service_area, \
    localities, starts_on, ends_on, timing, stage, formality, participation, mandate, initiation, benefit_level, \
    citizen_roles, public_service_roles, formal_service, knowledge_domain, behaviour_change, behaviour_change_enabled, \
    civil_society_link, public_value_roles, relations, published, search_text";

const WHAT: [&str; 12] = [
    "Peer support",
    "Community reading circle",
    "Neighbourhood clean-up",
    "Repair workshop",
    "Walking group",
    "Job club",
    "Youth forum",
    "Garden on prescription",
    "Digital helpers",
    "Carers' breakfast",
    "Street play afternoons",
    "Flood wardens",
];
const WHOM: [&str; 10] = [
    "for and with people seeking a job",
    "with carers in the west of the town",
    "with tenants of the old harbour estate",
    "for families new to the county",
    "with pupils of the secondary schools",
    "for people living with diabetes",
    "with members of the parish council",
    "for older people who live alone",
    "with commuters and shopkeepers",
    "for people leaving hospital",
];
const AREAS: [&str; 4] = ["health", "education", "housing", "environment"];
const STAGES: [&str; 5] = ["idea", "lab", "pilot", "scaling", "mainstream"];
const COS: [&str; 4] = ["co_commissioning", "co_design", "co_delivery", "co_assessment"];
const KNOWLEDGE: [&str; 3] = ["simple", "complicated", "complex"];

/// Numbers that look random and are the same in every run.
pub fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn uuid(millis: u64, seed: u64) -> String {
    let (a, b) = (mixed(seed), mixed(seed ^ 0x5555_5555));
    format!(
        "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
        millis >> 16,
        millis & 0xffff,
        a & 0xfff,
        0x8000 | (b & 0x3fff),
        (a >> 12) & 0xffff_ffff_ffff
    )
}

/// The key of an organisation.
pub fn organisation_key(n: usize) -> String {
    format!("council-{n:03}")
}

/// The id of an organisation.
pub fn organisation_id(n: usize) -> String {
    uuid(1_767_225_600_000 + n as u64, 0xabc0_0000 + n as u64)
}

/// An id that no row of the register has.
pub fn fresh_id(seed: u64) -> String {
    uuid(1_790_000_000_000 + seed % 1_000_000, seed ^ 0xdead_0000_0000)
}

/// 2026-01-01 and `n` minutes and a little.
fn moment(n: usize) -> (u64, String) {
    let seconds = n as u64 * 60 + mixed(n as u64) % 60;
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    // Seventy days are enough for 100,000 minutes; every month has twenty-eight.
    let (month, day) = (1 + day / 28, 1 + day % 28);
    let text = format!(
        "2026-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:06}Z",
        second / 3_600,
        second / 60 % 60,
        second % 60,
        mixed(n as u64 + 7) % 1_000_000
    );
    (1_767_225_600_000 + seconds * 1_000, text)
}

/// One initiative of the register.
pub struct Row {
    n: usize,
}

impl Row {
    /// The `n`th; neighbours belong to different organisations, as they would in time.
    pub const fn new(n: usize) -> Self {
        Row { n }
    }

    /// Which organisation leads it.
    pub const fn organisation(&self) -> usize {
        self.n % ORGANISATIONS
    }

    /// Its id.
    pub fn id(&self) -> String {
        uuid(moment(self.n).0, self.n as u64)
    }

    fn pick<T: Copy>(&self, from: &[T], salt: u64) -> T {
        from[(mixed(self.n as u64 ^ (salt << 32)) % from.len() as u64) as usize]
    }

    /// True for this many in a hundred.
    fn share(&self, percent: u64, salt: u64) -> bool {
        mixed(self.n as u64 ^ (salt << 40)) % 100 < percent
    }

    fn localities(&self) -> Vec<String> {
        let first = 1 + mixed(self.n as u64 ^ 0x77) % 300;
        let mut codes = vec![format!("E08{first:06}")];
        if self.share(40, 1) {
            codes.push(format!("E06{first:06}"));
        }
        codes
    }

    fn cos(&self) -> Vec<&'static str> {
        let first = self.pick(&COS, 2);
        let mut cos = if self.share(70, 3) { vec![first] } else { Vec::new() };
        if !cos.is_empty() && self.share(35, 4) {
            cos.extend(COS.iter().find(|co| **co != first));
        }
        cos
    }

    fn contributions(&self) -> (u64, u64) {
        if self.share(60, 5) { (1 + mixed(self.n as u64) % 2, 1) } else { (0, 0) }
    }

    /// The values of [`COLUMNS`], with the given text for id and key.
    pub fn values(&self, id: &str, key: &str, lead: &str) -> String {
        let n = self.n;
        let at = moment(n).1;
        let title = format!("{} {}", self.pick(&WHAT, 6), self.pick(&WHOM, 7));
        let description = format!(
            "{title}: people meet every week in the library and decide together what to do next; council staff open the rooms, \
             bring what is known from elsewhere and take part as equals. Started with {} people and a small grant; what is learnt \
             is written down after every meeting and read at the next one.",
            5 + n % 40
        );
        let cos: Vec<String> = self
            .cos()
            .iter()
            .enumerate()
            .map(|(n, co)| format!(r#"{{"co": "{co}", "kind": null, "weight": "{}"}}"#, if n == 0 { "primary" } else { "secondary" }))
            .collect();
        let localities: Vec<String> = self.localities().iter().map(|code| format!("\"{code}\"")).collect();
        let (public, citizens) = self.contributions();
        let stage = self.pick(&STAGES, 8);
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        format!(
            "{id}, 1, 0, '{at}', '{at}', NULL, '2026-01-{day:02}', '[{cos}]', {public}, {citizens}, {lead}, {key}, {title}, {description}, \
             '{area}', '[{localities}]', '2026-01-{day:02}', NULL, 'current', '{stage}', 'practice', 'voluntary', NULL, 'joint', \
             'group', '[\"service_user\"]', '[\"professional\"]', TRUE, '{knowledge}', NULL, NULL, NULL, '[\"better_services\"]', '[]', \
             {published}, {search}",
            day = 1 + n % 28,
            cos = cos.join(","),
            title = quoted(&title),
            description = quoted(&description),
            area = self.pick(&AREAS, 9),
            localities = localities.join(","),
            knowledge = self.pick(&KNOWLEDGE, 10),
            published = if self.share(10, 11) { "TRUE" } else { "FALSE" },
            search = quoted(&format!("{title}\n{description}").to_lowercase()),
        )
    }
}

/// Rows on their way into one table.
struct Insert {
    head: String,
    rows: usize,
    sql: String,
}

impl Insert {
    fn into(table: &str, columns: &str) -> Self {
        Insert { head: format!("INSERT INTO {table} ({columns}) VALUES "), rows: 0, sql: String::new() }
    }

    fn add(&mut self, values: &str) {
        self.sql.push_str(if self.rows == 0 { &self.head } else { "," });
        let _ = write!(self.sql, "({values})");
        self.rows += 1;
    }

    fn flush(&mut self, db: &mut Db) -> diesel::QueryResult<()> {
        if self.rows > 0 {
            db.batch_execute(&self.sql)?;
            self.sql.clear();
            self.rows = 0;
        }
        Ok(())
    }
}

/// The statement that counts what is there already, from the migration that began to count.
fn counted(sqlite: bool) -> &'static str {
    let migration = if sqlite {
        include_str!("../../migrations/sqlite/0007_reports/up.sql")
    } else {
        include_str!("../../migrations/postgres/0007_reports/up.sql")
    };
    migration.find("WITH facts AS").map_or("", |at| &migration[at..])
}

/// Fills an empty, migrated database with `rows` initiatives.
pub fn load(db: &mut Db, rows: usize) -> diesel::QueryResult<()> {
    let sqlite = matches!(db, Db::Sqlite(_));
    db.batch_execute(if sqlite { "PRAGMA synchronous = OFF; BEGIN" } else { "SET statement_timeout = 0; BEGIN" })?;
    let mut organisations =
        Insert::into("organisations", "id, version, created_at, updated_at, registered_by_id, key, name, kind, identifiers");
    for n in 0..ORGANISATIONS {
        let (id, key) = (organisation_id(n), organisation_key(n));
        let kind = if n % 5 == 4 { "third_sector" } else { "public" };
        organisations.add(&format!(
            "'{id}', 1, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', '{id}', '{key}', 'Council {n}', '{kind}', '[]'"
        ));
    }
    organisations.flush(db)?;
    let mut initiatives = Insert::into("initiatives", COLUMNS);
    let mut localities = Insert::into("initiative_localities", "initiative_id, code");
    let mut cos = Insert::into("initiative_cos", "initiative_id, co");
    let mut partners = Insert::into("initiative_partners", "id, initiative_id, version, created_at, updated_at, organisation_id, role");
    let mut stages = Insert::into("initiative_stages", "id, initiative_id, created_at, stage, since");
    for n in 0..rows {
        let row = Row::new(n);
        let (id, at) = (row.id(), moment(n).1);
        let lead = format!("'{}'", organisation_id(row.organisation()));
        initiatives.add(&row.values(&format!("'{id}'"), &format!("'case-{n}'"), &lead));
        for code in row.localities() {
            localities.add(&format!("'{id}', '{code}'"));
        }
        for co in row.cos() {
            cos.add(&format!("'{id}', '{co}'"));
        }
        if row.share(15, 12) {
            let partner = organisation_id((row.organisation() + 1 + n / ORGANISATIONS % 7) % ORGANISATIONS);
            let role = row.pick(&["viewer", "contributor", "assessor"], 13);
            partners.add(&format!("'{}', '{id}', 1, '{at}', '{at}', '{partner}', '{role}'", uuid(moment(n).0, n as u64 ^ 0xf0f0)));
        }
        stages.add(&format!(
            "'{}', '{id}', '{at}', '{}', '2026-01-{:02}'",
            uuid(moment(n).0, n as u64 ^ 0xffff_0000),
            row.pick(&STAGES, 8),
            1 + n % 28
        ));
        if n % BATCH == BATCH - 1 {
            // Parts follow their initiatives.
            initiatives.flush(db)?;
            for parts in [&mut localities, &mut cos, &mut partners, &mut stages] {
                parts.flush(db)?;
            }
        }
    }
    for parts in [&mut initiatives, &mut localities, &mut cos, &mut partners, &mut stages] {
        parts.flush(db)?;
    }
    db.batch_execute(counted(sqlite))?;
    db.batch_execute("COMMIT")?;
    // What PostgreSQL's own upkeep would do within the hour; SQLite has none.
    if sqlite {
        db.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
    } else {
        db.batch_execute("VACUUM ANALYZE").and_then(|()| db.batch_execute("CHECKPOINT"))
    }
}
