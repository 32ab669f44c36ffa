//! The command line.

use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::bench;
use crate::checks::Choice;
use crate::failure::{Failure, Result};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
The build commands of Lamina.

cargo xtask build    Builds the core to wasm and the page to www/dist
cargo xtask serve    Builds, then serves www/dist on http://localhost:8080
    --port PORT          another port; 0 takes a free one
    --no-build           serves what was built last
cargo xtask test     Runs every check and test
    --only NAME...       only these checks
    --skip NAME...       all but these
    --list               says which there are
cargo xtask fuzz     Looks for inputs that break the core
    --target NAME...     only these targets
    --seconds SECONDS    for each of them; 600 without it
cargo xtask bench    Measures Lamina beside other programs, and the limits
    --archive FILE       with this archive; without it some are made
    --only NAME...       only these: native, chromium, firefox, growth
    --runs N             each thing so many times; 3 without it
    --quick              small archives and one run, to try the command
    --write              puts the tables into docs/performance.md
cargo xtask --help   Prints this

Settings: wasm-pack.toml. More: xtask/README.md
";

const DEFAULT_PORT: u16 = 8080;
const DEFAULT_SECONDS: u64 = 600;

/// What shall be done.
pub(crate) enum Options {
    Help,
    Build,
    Serve { port: u16, build: bool },
    List,
    Test(Choice),
    Fuzz { targets: Vec<String>, seconds: u64 },
    Bench(bench::Choice),
}

impl Options {
    /// Reads the arguments of this process.
    pub(crate) fn from_command_line() -> Result<Self> {
        Self::parse(Parser::from_env()).map_err(|error| {
            Failure::new(format!("{error}")).help("Run `cargo xtask --help` to see what there is.")
        })
    }

    fn parse(mut parser: Parser) -> std::result::Result<Self, lexopt::Error> {
        let command = match parser.next()? {
            Some(Arg::Value(command)) => command.string()?,
            None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Self::Help),
            Some(arg) => return Err(arg.unexpected()),
        };
        let mut port = DEFAULT_PORT;
        let mut build = true;
        let mut list = false;
        let mut choice = Choice::default();
        let mut targets = Vec::new();
        let mut seconds = DEFAULT_SECONDS;
        let mut bench = bench::Choice::default();
        let mut runs = None;
        while let Some(arg) = parser.next()? {
            match (command.as_str(), arg) {
                (_, Arg::Short('h') | Arg::Long("help")) => return Ok(Self::Help),
                ("serve", Arg::Long("port")) => port = parser.value()?.parse()?,
                ("serve", Arg::Long("no-build")) => build = false,
                ("test", Arg::Long("list")) => list = true,
                ("test", Arg::Long("only")) => choice.only.extend(names(&mut parser)?),
                ("test", Arg::Long("skip")) => choice.skip.extend(names(&mut parser)?),
                ("fuzz", Arg::Long("target")) => targets.extend(names(&mut parser)?),
                ("fuzz", Arg::Long("seconds")) => seconds = parser.value()?.parse()?,
                ("bench", Arg::Long("archive")) => bench.archive = Some(PathBuf::from(parser.value()?)),
                ("bench", Arg::Long("only")) => bench.only.extend(names(&mut parser)?),
                ("bench", Arg::Long("runs")) => runs = Some(parser.value()?.parse()?),
                ("bench", Arg::Long("quick")) => bench.quick = true,
                ("bench", Arg::Long("write")) => bench.write = true,
                (_, arg) => return Err(arg.unexpected()),
            }
        }
        if bench.quick {
            bench.runs = 1;
        }
        bench.runs = runs.unwrap_or(bench.runs);
        match command.as_str() {
            "build" => Ok(Self::Build),
            "serve" => Ok(Self::Serve { port, build }),
            "test" if list => Ok(Self::List),
            "test" => Ok(Self::Test(choice)),
            "fuzz" => Ok(Self::Fuzz { targets, seconds }),
            "bench" => Ok(Self::Bench(bench)),
            "help" => Ok(Self::Help),
            _ => Err(format!("there is no command {command:?}").into()),
        }
    }
}

/// One name or more, also `a,b`.
fn names(parser: &mut Parser) -> std::result::Result<Vec<String>, lexopt::Error> {
    let mut names = Vec::new();
    for value in parser.values()? {
        names.extend(value.string()?.split(',').map(str::to_owned));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> std::result::Result<Options, lexopt::Error> {
        Options::parse(Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn serve_has_a_port() {
        assert!(matches!(parse("serve").unwrap(), Options::Serve { port: DEFAULT_PORT, build: true }));
        assert!(matches!(
            parse("serve --no-build --port 9000").unwrap(),
            Options::Serve { port: 9000, build: false }
        ));
        assert!(parse("serve --port 70000").is_err());
        assert!(parse("build --port 80").is_err());
    }

    #[test]
    fn test_takes_several_names() {
        let Options::Test(choice) = parse("test --only a b,c --skip d").unwrap() else {
            panic!("another command");
        };
        assert_eq!(choice.only, ["a", "b", "c"]);
        assert_eq!(choice.skip, ["d"]);
    }

    #[test]
    fn fuzz_has_targets_and_a_time() {
        let Options::Fuzz { targets, seconds } = parse("fuzz --target tar codec --seconds 5").unwrap() else {
            panic!("another command");
        };
        assert_eq!((targets, seconds), (vec!["tar".to_owned(), "codec".to_owned()], 5));
        assert!(matches!(parse("fuzz").unwrap(), Options::Fuzz { seconds: DEFAULT_SECONDS, .. }));
        assert!(parse("test --seconds 5").is_err());
    }

    #[test]
    fn bench_has_an_archive_groups_and_runs() {
        let choice = |line: &str| match parse(line).unwrap() {
            Options::Bench(choice) => choice,
            _ => panic!("another command"),
        };
        assert_eq!(choice("bench"), bench::Choice::default());
        let all = choice("bench --archive a.tar --only native,growth --runs 5 --write");
        assert_eq!(all.archive.as_deref(), Some(std::path::Path::new("a.tar")));
        assert_eq!((all.only.len(), all.runs, all.write, all.quick), (2, 5, true, false));
        assert_eq!(choice("bench --quick").runs, 1);
        assert_eq!(choice("bench --runs 2 --quick").runs, 2);
        assert!(parse("bench --runs many").is_err());
        assert!(parse("test --quick").is_err());
    }

    #[test]
    fn without_a_command_it_helps() {
        assert!(matches!(parse("").unwrap(), Options::Help));
        assert!(matches!(parse("build --help").unwrap(), Options::Help));
        assert!(parse("brew").is_err());
    }
}
