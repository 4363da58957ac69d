#[path = "/work/w/bench/benches/service/data.rs"]
mod data;
fn main() {
    let address: fourco::platform::db::Address = std::env::args().nth(1).unwrap().parse().unwrap();
    fourco::platform::db::migrations::run(&address).unwrap();
    let mut db = fourco::platform::db::pool::connect(&address, false).unwrap();
    use diesel::connection::SimpleConnection;
    if std::env::args().nth(1).unwrap().starts_with("sqlite") {
        db.batch_execute("PRAGMA foreign_keys=OFF").unwrap()
    } else {
        db.batch_execute("SET session_replication_role=replica").unwrap()
    }
    data::load(&mut db, 100_000).unwrap();
    println!("{} {}", data::organisation_id(1), data::organisation_key(1));
}
