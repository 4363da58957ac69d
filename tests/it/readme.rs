//! The README keeps its word: its tour is run as a reader would run it, its table of settings is
//! the program's own.

use clap::CommandFactory;
use fourco::config::Cli;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const README: &str = include_str!("../../README.md");

/// Where the README says that the service listens.
const LISTENS: &str = "127.0.0.1:8080";

/// A command of the tour and what the README shows of its answer.
#[derive(Debug)]
struct Step {
    line: usize,
    command: String,
    shown: String,
}

/// The commands of all `console` blocks: `$ ` begins one, `> ` goes on with it, the rest is what it
/// prints.
fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (n, line) in README.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
            continue;
        }
        if !inside {
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { line: n + 1, command: command.into(), shown: String::new() });
            continue;
        }
        let step = steps.last_mut().expect("a console block begins with a command");
        match line.strip_prefix("> ") {
            Some(more) if step.shown.is_empty() => step.command.extend(["\n", more]),
            _ => step.shown.extend([line, "\n"]),
        }
    }
    steps
}

/// What differs from run to run gives way to a word.
fn masked(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.:+".contains(c);
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let hex = |w: &str| w.bytes().all(|b| b.is_ascii_hexdigit());
        let digits = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
        out.push_str(match word {
            w if w.len() == 36 && w.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && w.split('-').all(hex) => "ID",
            w if w.len() == 32 && hex(w) => "ID",
            w if w.len() > 20 && w.ends_with('Z') && w.split_once('T').is_some_and(|(day, _)| day.split('-').all(digits)) => "TIME",
            w if w.starts_with("eyJ") => "TOKEN",
            w if w.len() > 60 => "CURSOR",
            w => w,
        });
        let next = after.find(is_part).unwrap_or(after.len());
        out.push_str(&after[..next]);
        rest = &after[next..];
    }
    out
}

/// The JSON values that a text consists of, if it does.
fn values(text: &str) -> Option<Vec<Value>> {
    let all: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
    all.ok().filter(|all| !all.is_empty())
}

struct Service {
    process: Child,
    address: String,
    folder: PathBuf,
}

impl Service {
    fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("fourco-sqlite-{}-readme", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut process =
            fourco(&folder).args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim().rsplit('/').next().unwrap_or_default().to_owned();
        Service { process, address, folder }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A command with no settings but the data folder, and the program in its path.
fn with_settings(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FOURCO_")) {
        command.env_remove(name);
    }
    let programs = Path::new(env!("CARGO_BIN_EXE_fourco")).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&path))).unwrap();
    command.env("FOURCO_DATA_DIR", folder.join("data")).env("PATH", path).current_dir(folder);
    command
}

fn fourco(folder: &Path) -> Command {
    with_settings(env!("CARGO_BIN_EXE_fourco"), folder)
}

#[test]
fn the_tour_answers_what_it_shows() {
    for tool in ["curl", "jq"] {
        let found = Command::new(tool).arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
        assert!(found, "{tool} is missing: scripts/tools.sh installs it");
    }
    let steps = steps();
    assert!(steps.len() > 20, "the tour has gone");
    let service = Service::start();
    // One shell for all, since later commands use what earlier ones have set.
    let mut script = String::from("set -u\n");
    for (n, step) in steps.iter().enumerate() {
        let command = step.command.replace(LISTENS, &service.address);
        script.push_str(&format!("{{ {command}\n}} >{n}.out 2>&1 </dev/null\n"));
    }
    std::fs::write(service.folder.join("tour.sh"), script).unwrap();
    let mut shell = with_settings("bash", &service.folder).arg("tour.sh").stderr(Stdio::piped()).spawn().unwrap();
    let status = shell.wait().unwrap();
    let mut said = String::new();
    shell.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.is_empty() && status.code().is_some(), "{status}: {said}");
    let mut differences = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        let real = std::fs::read_to_string(service.folder.join(format!("{n}.out"))).unwrap_or_default().replace(&service.address, LISTENS);
        let (real_masked, shown_masked) = (masked(real.trim()), masked(step.shown.trim()));
        let agree = match (values(&real_masked), values(&shown_masked)) {
            (Some(real), Some(shown)) => real == shown,
            _ => real_masked == shown_masked,
        };
        if !agree {
            differences.push(format!("README.md:{}: $ {}\nshows:\n{}\nbut it prints:\n{real}", step.line, step.command, step.shown));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_table_of_settings_is_the_programs_own() {
    let command = Cli::command();
    let rows = command.get_arguments().filter_map(|arg| {
        let variable = arg.get_env()?.to_string_lossy().into_owned();
        let default = match arg.get_default_values() {
            [] => String::new(),
            values => format!("`{}`", values.iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(",")),
        };
        let help = arg.get_help()?.to_string();
        Some(format!("| `{variable}` | {default} | {} |", help.trim_end_matches('.')))
    });
    let mut table = vec!["| variable | default | what it sets |".to_owned(), "| --- | --- | --- |".to_owned()];
    table.extend(rows);
    let table = table.join("\n");
    assert!(README.contains(&table), "the table in README.md has to be:\n\n{table}\n");
}

#[test]
fn what_differs_from_run_to_run_is_masked() {
    for (text, want) in [
        (r#""id":"01890a5d-ac96-774b-bcce-b302099a8057","n":3"#, r#""id":"ID","n":3"#),
        ("/v1/initiatives/01890a5d-ac96-774b-bcce-b302099a8057/stages", "/v1/initiatives/ID/stages"),
        ("2026-03-01T09:30:00.000000Z and 2026-03-01", "TIME and 2026-03-01"),
        ("\"3.1\" 412", "\"3.1\" 412"),
    ] {
        assert_eq!(masked(text), want);
    }
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let in_docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let at_root = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map(|name| root.join(name));
    for page in in_docs.chain(at_root).filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if !link.contains("://") && !file.is_empty() {
                assert!(page.parent().unwrap().join(file).exists(), "{}: {link}", page.display());
            }
        }
    }
}
