#!/usr/bin/env python3
"""Checks that the source tree keeps the shape that its map promises.

    structure.py [SRC]      checks the tree (default: src beside this folder)
    structure.py --self-test  shows that each kind of breach is caught

The rules, each with the reason for it:
- No file over 600 lines, and a word about those over 400: a file is read whole.
- `rules` (rules.rs, or a folder of that name) are pure: no database, no HTTP, no
  clock, no files. Values in, values with reasons out.
- `platform` imports no room: it knows nothing of co-production.
- Rooms import only the rooms before them (USES), so they form no circle.
- `store` and `rules` of a room never import each other: the handler calls both.
- Only platform/db and the doors (platform/app) open connections.

It reads `use` lines and every written-out path; a name that a mod.rs passes on is
followed to where it comes from.
"""

import re
import sys
from pathlib import Path

LIMIT, NOTICE = 600, 400

# Each room, and the rooms that it may use beside `vocabulary`, which all may. A
# new room is entered here, after those it stands on.
USES = {"vocabulary": set(), "organisations": set()}
for _layer in (
    ("definitions", "initiatives"),
    ("four_co", "outcomes"),
    # Its criteria ask what was measured and assessed, and who classified.
    ("governance",),
    ("public_value",),
    ("star", "reports"),
):
    _below = set(USES)
    for _room in _layer:
        USES[_room] = set(_below)
# The example data fills every room.
USES["demo"] = set(USES)

# What stands above the rooms and is used by none of them. Settings are not there:
# the platform reads them.
ABOVE = {"main", "server", "openapi"}

# In `rules`: the beginnings of paths that reach out of pure computation.
IMPURE_PATHS = (
    "diesel", "diesel_migrations", "r2d2", "actix_web", "actix_cors", "actix_rt", "tokio", "rand",
    "std::env", "std::fs", "std::net", "std::process", "std::thread",
    "std::time::SystemTime", "std::time::Instant",
    "crate::platform::db", "crate::platform::app",
)
# What is stored is not the store: ids, days, decimals and JSON may be used.
PLAIN_VALUES = ("crate::platform::db::values", "crate::platform::db::json")
# Calls that ask for the time or for chance, whatever they hang on.
IMPURE_CALLS = {"now", "now_utc", "now_local", "now_v7", "new_v4", "elapsed"}

# What opens a connection, as the last part of a path.
OPENS = {"establish", "ConnectionManager"}
OPENING_CRATES = ("r2d2", "diesel::r2d2")
DOORS = (("platform", "db"), ("platform", "app"))

TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|::|[{}();,*!.]|\S")
# Comments, strings and characters say nothing about imports. Lifetimes stay.
NOISE = re.compile(
    r"""//[^\n]* | (?P<block>/\*) | b?r(?P<hashes>\#*)"(?:.|\n)*?"(?P=hashes)"""
    r""" | b?"(?:\\.|[^"\\])*" | b?'(?:\\.[^']*|[^\\'])' """,
    re.VERBOSE | re.DOTALL,
)


def without_noise(text):
    out, at = [], 0
    while found := NOISE.search(text, at):
        out.append(text[at : found.start()])
        at = found.end()
        if found["block"]:  # these nest
            depth = 1
            while depth and (edge := re.compile(r"/\*|\*/").search(text, at)):
                depth += 1 if edge[0] == "/*" else -1
                at = edge.end()
            at = at if depth == 0 else len(text)
        out.append(" ")
    return "".join(out + [text[at:]])


def use_tree(tokens, at, stem):
    """Reads one `use` tree; yields (path, name it is known by) and returns where it ended."""
    path, found = list(stem), []
    while True:
        token = tokens[at] if at < len(tokens) else ";"
        if token == "{":
            at += 1
            while tokens[at] != "}":
                at, inner = use_tree(tokens, at, path)
                found += inner
                at += tokens[at] == ","
            return at + 1, found
        if token == "as":
            found.append((path, tokens[at + 1]))
            return at + 2, found
        if token == "self" and path:  # `a::{self, B}` names `a` itself
            at += 1
        elif token == "*":
            found.append((path + ["*"], "*"))
            return at + 1, found
        elif token == "::":
            at += 1
        elif re.match(r"[A-Za-z_]", token):
            path.append(token)
            at += 1
        else:
            if path:
                found.append((path, path[-1]))
            return at, found


def paths_in(text, module):
    """Every path of a file as (absolute path, name it is imported as or None, is it a call)."""
    tokens = TOKEN.findall(without_noise(text))
    inner, depth, at = [], 0, 0
    while at < len(tokens):
        token = tokens[at]
        here = module + [name for name, _ in inner]
        if token == "mod" and at + 2 < len(tokens) and tokens[at + 2] == "{":
            depth += 1
            inner.append((tokens[at + 1], depth))
            at += 3
        elif token == "{":
            depth += 1
            at += 1
        elif token == "}":
            if inner and inner[-1][1] == depth:
                inner.pop()
            depth -= 1
            at += 1
        elif token == "use":
            at, found = use_tree(tokens, at + 1, [])
            for path, name in found:
                yield absolute(path, here), name, False
        elif re.match(r"[A-Za-z_]", token) and (at == 0 or tokens[at - 1] != "::"):
            path = [token]
            while at + 2 < len(tokens) and tokens[at + 1] == "::" and re.match(r"[A-Za-z_]", tokens[at + 2]):
                path.append(tokens[at + 2])
                at += 2
            at += 1
            called = at < len(tokens) and tokens[at] == "("
            if len(path) > 1 or called:
                yield absolute(path, here), None, called
        else:
            at += 1


def absolute(path, here):
    """`self` and `super` written out; `here` is the module that the path stands in."""
    if path[0] in ("self", "super"):
        base, rest = list(here), list(path)
        if rest[0] == "self":
            rest.pop(0)
        while rest and rest[0] == "super":
            base = base[:-1]
            rest.pop(0)
        return base + rest
    return ["crate"] + path[1:] if path[0] == "fourco" else list(path)


def module_of(file):
    """src/a/b.rs → crate::a::b, src/a/mod.rs → crate::a."""
    parts = list(Path(file).with_suffix("").parts)
    if parts[-1] in ("mod", "lib"):
        parts.pop()
    return ["crate", *parts]


def check(files):
    """The breaches and the notices of a tree given as {path below src: text}."""
    breaches, notices = [], []
    modules = {tuple(module_of(file)) for file in files}
    # Folders are modules too, also when their mod.rs is not read here.
    modules |= {module[:n] for module in modules for n in range(1, len(module))}
    found = {file: list(paths_in(text, module_of(file))) for file, text in sorted(files.items())}

    # What each module hands on under its own name: `pub use rules::direction;`.
    handed = {}
    for file, paths in found.items():
        module = tuple(module_of(file))
        for path, name, _ in paths:
            if name and name != "*":
                handed[module + (name,)] = inside(path, module, modules)

    for file, paths in found.items():
        lines = len(files[file].splitlines())
        if lines > LIMIT:
            breaches.append(f"{file}: {lines} lines; split it by noun, {LIMIT} is the limit")
        elif lines > NOTICE:
            notices.append(f"{file}: {lines} lines; over {NOTICE} it is time to split it by noun")
        seen = set()
        for path, _, called in paths:
            resolved = follow(inside(path, tuple(module_of(file)), modules), handed, modules)
            for breach in breaches_of(file, resolved, called):
                if breach not in seen:
                    seen.add(breach)
                    breaches.append(f"{file}: {breach}")

    top = {parts[0] for parts in (Path(file).parts for file in files) if len(parts) > 1}
    for room in sorted(top - set(USES) - ABOVE - {"platform"}):
        breaches.append(f"{room}/: not on the map; enter it in USES of scripts/structure.py after the rooms it uses")
    return breaches, notices


def inside(path, module, modules):
    """A path that begins with a module beside it (`store::find` in a mod.rs) made absolute."""
    if path and path[0] != "crate" and module + (path[0],) in modules:
        return list(module) + list(path)
    return list(path)


def follow(path, handed, modules):
    """Replaces names that a module only hands on by what they stand for."""
    for _ in range(8):
        for n in range(2, len(path) + 1):
            head = tuple(path[:n])
            if head in handed and head not in modules and handed[head] != list(head):
                path = handed[head] + path[n:]
                break
        else:
            break
    return path


def breaches_of(file, path, called):
    parts = Path(file).with_suffix("").parts
    home = parts[0]
    text = "::".join(path)

    def begins(*stems):
        return any(text == stem or text.startswith(stem + "::") for stem in stems)

    if "rules" in parts:
        if begins(*IMPURE_PATHS) and not begins(*PLAIN_VALUES):
            yield f"rules are pure, they cannot use {text}"
        if called and path[-1] in IMPURE_CALLS and len(path) > 1:
            yield f"rules are pure, they are given the time and what is random: {text}()"

    if path[0] == "crate" and len(path) > 1:
        other = path[1]
        if home == "platform" and other in USES:
            yield f"the platform knows no room, it cannot use {text}"
        if home in USES and other in USES and other not in USES[home] | {home, "vocabulary"}:
            yield f"{home} cannot use {other}, which does not come before it: {text}"
        if home in set(USES) | {"platform"} and other in ABOVE:
            yield f"{home} cannot use what stands above it: {text}"
        if other == home:
            for one, another in (("store", "rules"), ("rules", "store")):
                if one in parts[1:] and another in path[2:]:
                    yield f"{one} and {another} never meet, the handler calls both: {text}"

    if parts[:2] not in DOORS and (path[-1] in OPENS or begins(*OPENING_CRATES)):
        yield f"only platform/db and the doors open connections: {text}"


def self_test():
    """Small trees, each with one breach or with none; returns what went wrong."""
    good = {
        "main.rs": "use fourco::{platform::db, star};\nfn main() { fourco::server::run(); }\n",
        "server.rs": "use crate::{initiatives, star};\nuse actix_web::App;\n",
        "platform/app.rs": "use crate::config::Settings;\nuse diesel::r2d2;\nfn now() { OffsetDateTime::now_utc(); }\n",
        "platform/db/values.rs": "pub struct Day;\n",
        "platform/db/mod.rs": "mod values;\npub use values::{Day, Instant};\nuse diesel::Connection;\nfn a() { PgConnection::establish(url); }\n",
        "vocabulary/mod.rs": "mod codes;\npub use codes::Code;\n",
        "vocabulary/codes.rs": "/// See crate::star::Star.\npub struct Code; // use crate::star;\n",
        "organisations/mod.rs": "use crate::vocabulary::Code;\n",
        "initiatives/mod.rs": "mod store; mod rules;\npub use rules::stage;\npub use store::visible;\n",
        "initiatives/rules.rs": "use crate::vocabulary;\nuse crate::platform::db::{Day, Instant};\nuse super::model::Stage;\nuse std::time::Duration;\n"
        'pub fn stage() { let s = "crate::platform::db"; let now = given; }\n'
        "#[cfg(test)] mod tests { use super::*; use super::super::model::Stage; }\n",
        "initiatives/store.rs": "use crate::platform::db::Db;\nuse super::model;\nuse diesel::prelude::*;\n",
        "initiatives/api.rs": "use super::{rules, store};\n",
        "outcomes/mod.rs": "use crate::initiatives;\nuse crate::organisations as bodies;\n",
        "outcomes/indicators/store.rs": "use crate::initiatives::visible;\nfn a<'a>(x: &'a str) { let c = '\"'; }\n",
        "public_value/rules.rs": "use crate::outcomes::Finding;\n",
        "star/mod.rs": "use crate::public_value;\n",
        "demo/mod.rs": "use crate::{star, reports};\n",
    }
    cases = [
        # what is wrong, the file, its text, what the message must say
        ("a long file", "star/model.rs", "\n" * 601, "601 lines"),
        ("diesel in rules", "star/rules.rs", "use diesel::prelude::*;", "rules are pure"),
        ("diesel in rules, no use", "star/rules.rs", "fn a() { diesel::insert_into(t); }", "rules are pure"),
        ("actix in rules", "star/rules.rs", "use actix_web::{web, HttpResponse};", "rules are pure"),
        ("the database in rules", "star/rules.rs", "use crate::platform::{changes, db::{self, Db}};", "rules are pure"),
        ("the doors in rules", "star/rules.rs", "fn a(app: &crate::platform::app::App) {}", "rules are pure"),
        ("the clock in rules", "star/rules.rs", "fn a() { let t = time::OffsetDateTime::now_utc(); }", "given the time"),
        ("our own clock in rules", "star/rules.rs", "use crate::platform::db::Instant; fn a() { Instant::now(); }",
         "given the time"),
        ("a system clock in rules", "star/rules.rs", "use std::time::{Duration, SystemTime};", "rules are pure"),
        ("chance in rules", "star/rules.rs", "fn a() { Uuid::now_v7(); }", "given the time"),
        ("files in rules", "star/rules.rs", "use std::fs;", "rules are pure"),
        ("impure rules of a sub-room", "star/labs/rules.rs", "use diesel::sql_query;", "rules are pure"),
        ("impure rules in a folder", "star/rules/fit.rs", "use diesel::sql_query;", "rules are pure"),
        ("impure tests of rules", "star/rules.rs", "mod tests { use diesel::Connection; }", "rules are pure"),
        ("the platform uses a room", "platform/changes.rs", "use crate::initiatives::Initiative;", "knows no room"),
        ("the platform writes a path", "platform/http/page.rs", "fn a() -> crate::star::Star {}", "knows no room"),
        ("the platform through super", "platform/http/mod.rs", "use super::super::vocabulary;", "knows no room"),
        ("the platform uses the server", "platform/http/mod.rs", "use crate::server::routes;", "stands above"),
        ("an earlier room uses a later", "initiatives/api.rs", "use crate::outcomes::Outcome;", "does not come before"),
        ("in a nested tree", "outcomes/api.rs", "use crate::{platform::db, star::{self, Star}};", "does not come before"),
        ("under another name", "outcomes/api.rs", "use crate::star as sky;", "does not come before"),
        ("in an expression", "outcomes/api.rs", "fn a() { crate::public_value::weigh(1) }", "does not come before"),
        ("in a test", "outcomes/api.rs", "#[cfg(test)] mod t { mod u { use super::super::super::super::star; } }",
         "does not come before"),
        ("rooms side by side", "outcomes/api.rs", "use crate::governance;", "does not come before"),
        ("the first room uses the second", "vocabulary/api.rs", "use crate::organisations;", "does not come before"),
        ("a room uses the example", "reports/mod.rs", "use crate::demo;", "does not come before"),
        ("a room uses the server", "reports/api.rs", "use crate::server::State;", "stands above"),
        ("store uses rules", "initiatives/store.rs", "use super::rules::stage;", "never meet"),
        ("store uses rules through mod.rs", "initiatives/store.rs", "use super::stage;", "never meet"),
        ("store uses rules by a path", "initiatives/store.rs", "fn a() { super::rules::stage(); }", "never meet"),
        ("store uses rules of a sub-room", "star/store.rs", "use super::labs::rules;", "never meet"),
        ("rules use store", "star/rules.rs", "use crate::star::store;", "never meet"),
        ("rules use store under a name", "star/rules.rs", "use super::{model, store as s};", "never meet"),
        ("a room opens a connection", "star/store.rs", "fn a() { SqliteConnection::establish(u); }", "open connections"),
        ("main opens a connection", "main.rs", "fn a() { diesel::PgConnection::establish(u); }", "open connections"),
        ("a pool elsewhere", "platform/http/mod.rs", "use diesel::r2d2::Pool;", "open connections"),
        ("a manager elsewhere", "server.rs", "use diesel::r2d2::ConnectionManager;", "open connections"),
        ("a room that is not on the map", "surveys/mod.rs", "", "not on the map"),
    ]
    faults = [f"the good tree: {breach}" for breach in check(good)[0]]
    for title, file, text, wanted in cases:
        # In place of the good file, or beside the others: it is found, and nothing else.
        told = check({**good, file: text})[0]
        if not told or not all(wanted in each and each.startswith(file.split("/")[0]) for each in told):
            faults.append(f"{title}: wanted {wanted!r}, got {told}")
    if not check({"star/model.rs": "\n" * 401})[1] or check({"star/model.rs": "\n" * 400}) != ([], []):
        faults.append("the notice comes from 401 lines on, and not before")
    return faults, len(cases)


def main():
    if sys.argv[1:] == ["--self-test"]:
        faults, tried = self_test()
        for fault in faults:
            print(f"structure: self-test: {fault}")
        if not faults:
            print(f"structure: self-test: {tried} breaches tried, all caught")
        return 1 if faults else 0

    source = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "src"
    files = {
        file.relative_to(source).as_posix(): file.read_text(encoding="utf-8") for file in sorted(source.rglob("*.rs"))
    }
    if not files:
        print(f"structure: no source in {source}")
        return 1
    breaches, notices = check(files)
    for notice in notices:
        print(f"structure: notice: {notice}")
    for breach in breaches:
        print(f"structure: {breach}")
    print(f"structure: {len(files)} files, {len(breaches)} breaches, {len(notices)} notices")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
