//! A private PostgreSQL cluster, started once per test run from the installed server binaries.

use fourco::platform::db::{Address, migrations};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

struct Cluster {
    folder: PathBuf,
    creating: Mutex<()>,
}

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    let cluster = Cluster::start("shared");
    cluster.sql("postgres", "CREATE DATABASE template_fourco");
    migrations::run(&cluster.address("template_fourco")).unwrap();
    cluster
});

/// A migrated database of its own.
pub fn database(number: usize) -> Address {
    let name = format!("test_{number}");
    // A copy of a template takes a fraction of running the migrations again; one copy at a time.
    let _one = CLUSTER.creating.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    CLUSTER.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template_fourco STRATEGY file_copy"));
    CLUSTER.address(&name)
}

/// The folder with `initdb` and `postgres`.
pub fn binaries() -> PathBuf {
    let named = std::env::var_os("FOURCO_PG_BIN").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = named.into_iter().chain(std::env::split_paths(&path)).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        places.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let found = places.into_iter().find(|place| place.join("initdb").exists() && place.join("postgres").exists());
    // Beside the real binary: a link elsewhere does not find its libraries' share folder.
    let found = found.expect("PostgreSQL server binaries: run scripts/tools.sh, or set FOURCO_PG_BIN");
    std::fs::canonicalize(found.join("postgres")).unwrap().parent().unwrap().to_path_buf()
}

/// A command as a user that PostgreSQL accepts: it refuses to run as root.
pub fn command(program: &Path) -> Command {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    let mut command = Command::new("setpriv");
    if is_root {
        let user = if Command::new("id").arg("postgres").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success()) {
            "postgres"
        } else {
            "nobody"
        };
        command.args(["--reuid", user, "--clear-groups"]);
    }
    // The server ends with the thread that started it, however the test run ends.
    command.args(["--pdeathsig", "INT"]).arg(program).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A cluster of a test's own, which it may stop and start.
pub struct Own {
    cluster: Cluster,
    server: Option<Child>,
}

impl Cluster {
    fn folder(name: &str) -> PathBuf {
        sweep();
        let folder = std::env::temp_dir().join(format!("fourco-postgres-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
        let mut initdb = command(&binaries().join("initdb"));
        initdb.args(["--no-sync", "--auth=trust", "--username=fourco", "--encoding=UTF8", "--locale=C", "-D"]).arg(folder.join("data"));
        assert!(initdb.status().unwrap().success(), "initdb");
        folder
    }

    fn launch(folder: &Path) -> Child {
        let mut server = command(&binaries().join("postgres"));
        server.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
        for setting in ["listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=400", "shared_buffers=64MB"] {
            server.args(["-c", setting]);
        }
        server.spawn().unwrap()
    }

    fn start(name: &str) -> Self {
        let folder = Self::folder(name);
        let place = folder.clone();
        let (tell, told) = std::sync::mpsc::channel();
        // A thread that never ends: see `command`.
        std::thread::spawn(move || {
            let mut server = Self::launch(&place);
            tell.send(()).unwrap();
            let _ = server.wait();
        });
        told.recv().unwrap();
        let cluster = Cluster { folder, creating: Mutex::new(()) };
        cluster.wait();
        cluster
    }

    fn wait(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        while fourco::platform::db::pool::connect(&self.address("postgres"), false).is_err() {
            assert!(Instant::now() < until, "PostgreSQL did not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn address(&self, database: &str) -> Address {
        format!("postgres:///{database}?host={}&user=fourco", self.folder.display()).parse().unwrap()
    }

    fn sql(&self, database: &str, statement: &str) {
        use diesel::connection::SimpleConnection;
        let mut db = fourco::platform::db::pool::connect(&self.address(database), false).unwrap();
        db.batch_execute(statement).unwrap();
    }
}

impl Own {
    pub fn start(name: &str) -> Self {
        let folder = Cluster::folder(name);
        let server = Some(Cluster::launch(&folder));
        let own = Own { cluster: Cluster { folder, creating: Mutex::new(()) }, server };
        own.cluster.wait();
        own
    }

    /// A migrated database.
    pub fn database(&self) -> Address {
        self.cluster.sql("postgres", "CREATE DATABASE fourco");
        let address = self.cluster.address("fourco");
        migrations::run(&address).unwrap();
        address
    }

    /// Stops the server at once; clients lose their connections.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            signal(&server, "QUIT");
            let _ = server.wait();
        }
    }

    /// Starts it again.
    pub fn restart(&mut self) {
        self.server = Some(Cluster::launch(&self.cluster.folder));
        self.cluster.wait();
    }

    /// Lets it hang: connections stay, nothing answers.
    pub fn freeze(&self) {
        self.all("STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.all("CONT");
    }

    fn all(&self, name: &str) {
        let server = self.server.as_ref().expect("a running server");
        let _ = Command::new("pkill").args([&format!("-{name}"), "-P", &server.id().to_string()]).status();
        signal(server, name);
    }
}

fn signal(server: &Child, name: &str) {
    let _ = Command::new("kill").args([&format!("-{name}"), &server.id().to_string()]).status();
}

impl Drop for Own {
    fn drop(&mut self) {
        if self.server.is_some() {
            self.thaw();
        }
        self.stop();
        let _ = std::fs::remove_dir_all(&self.cluster.folder);
    }
}

/// Removes what earlier runs left behind.
fn sweep() {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let run = ["fourco-postgres-", "fourco-sqlite-"].iter().find_map(|p| name.strip_prefix(p)).and_then(|rest| rest.split('-').next());
        if let Some(run) = run
            && run.parse::<u32>().is_ok()
            && !Path::new(&format!("/proc/{run}")).exists()
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
