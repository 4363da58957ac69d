//! Child processes, and how much processor time they and the database have used.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Clock ticks a second in /proc, the same on every Linux.
const TICKS: u64 = 100;

/// A child that ends with its owner.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Running {
    /// Starts a command and waits until it prints where it listens.
    fn start(mut command: Command, says: &str) -> Result<Self, String> {
        let name = format!("{command:?}");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|e| format!("{name}: {e}"))?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split_once(says).map(|(_, rest)| rest.split([' ', '/']).next().unwrap_or_default().to_owned()));
        // The rest is read, so that the child never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        match address {
            Some(address) => Ok(Running { child, address }),
            None => {
                let _ = child.kill();
                Err(format!("{name} did not start: {:?}", child.wait()))
            }
        }
    }

    /// Starts the service on a database, with its defaults but for where things are.
    pub fn service(binary: &Path, folder: &Path, database: &str, name: &str) -> Result<Self, String> {
        let log = std::fs::File::create(folder.join(format!("{name}.log"))).map_err(|e| e.to_string())?;
        let mut command = fourco(binary, folder);
        command.env("FOURCO_LISTEN", "127.0.0.1:0").env("FOURCO_DATABASE_URL", database).arg("serve").stderr(log);
        Self::start(command, "listens on http://")
    }

    /// Starts this program again as the bare handler.
    pub fn bare() -> Result<Self, String> {
        let mut command = Command::new(std::env::current_exe().map_err(|e| e.to_string())?);
        command.arg("--bare");
        Self::start(command, "listens on http://")
    }

    /// Processor time it has used.
    pub fn cpu(&self) -> Duration {
        Stat::of(self.child.id()).map(|stat| stat.own).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command of the service in this data folder, free of settings from outside.
pub fn fourco(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FOURCO_") {
            command.env_remove(name);
        }
    }
    command.env("FOURCO_DATA_DIR", folder);
    command
}

/// A development token for an organisation.
pub fn token(binary: &Path, folder: &Path, organisation: Option<&str>) -> Result<String, String> {
    let mut command = fourco(binary, folder);
    command.args(["token", "--ttl", "1d"]);
    if let Some(key) = organisation {
        command.args(["--org", key]);
    }
    let done = command.output().map_err(|e| e.to_string())?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// What /proc says of a process.
struct Stat {
    parent: u32,
    own: Duration,
    waited_for: Duration,
}

impl Stat {
    fn of(pid: u32) -> Option<Self> {
        let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name may hold anything, so the fields are counted from its end.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        let time = |ticks: u64| Duration::from_millis(ticks * 1_000 / TICKS);
        Some(Stat { parent: ticks(1) as u32, own: time(ticks(11) + ticks(12)), waited_for: time(ticks(13) + ticks(14)) })
    }
}

/// Processor time of this program.
pub fn own_cpu() -> Duration {
    Stat::of(std::process::id()).map(|stat| stat.own).unwrap_or_default()
}

/// The processes of a database server.
#[derive(Clone, Copy)]
pub struct Server {
    pid: u32,
}

impl Server {
    /// The server that a backend belongs to.
    pub fn of_backend(pid: u32) -> Option<Self> {
        Stat::of(pid).map(|stat| Server { pid: stat.parent })
    }

    /// Processor time of the server and all its children, those that have ended included.
    pub fn cpu(&self) -> Duration {
        let Some(server) = Stat::of(self.pid) else { return Duration::ZERO };
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let children = processes.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
        let living: Duration = children.filter_map(Stat::of).filter(|stat| stat.parent == self.pid).map(|stat| stat.own).sum();
        living + server.own + server.waited_for
    }
}

/// A folder that is removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new one.
    pub fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("fourco-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
