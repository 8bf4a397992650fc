//! The verbs of the command line, a file each: arguments in, a call into the miner, text out.

mod answer;
mod inspect;
mod mine;
mod rules;
mod sample;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Shop recommendations for the browser: mine an order log, look at the model, ask it.
#[derive(Parser)]
#[command(name = "crosssell", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Mine(Box<mine::Arguments>),
    Rules(rules::Arguments),
    Recommend(answer::RecommendArguments),
    Next(answer::NextArguments),
    Categories(answer::CategoriesArguments),
    Inspect(inspect::Arguments),
    Verify(inspect::VerifyArguments),
    Synth(sample::Arguments),
}

/// Runs the verb that the process was started with. Exit codes: 0 done, 1 failed, 2 wrong usage.
#[must_use]
pub fn main() -> ExitCode {
    match run(Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref::<clap::Error>() {
            Some(usage) => {
                let _ = usage.print();
                ExitCode::from(2)
            }
            None if is_broken_pipe(&error) => ExitCode::SUCCESS,
            None => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Mine(arguments) => mine::run(&arguments),
        Verb::Rules(arguments) => rules::run(&arguments),
        Verb::Recommend(arguments) => answer::recommend(&arguments),
        Verb::Next(arguments) => answer::next(&arguments),
        Verb::Categories(arguments) => answer::categories(&arguments),
        Verb::Inspect(arguments) => inspect::inspect(&arguments),
        Verb::Verify(arguments) => inspect::verify(&arguments),
        Verb::Synth(arguments) => sample::run(&arguments),
    }
}

/// An error about the arguments: exit code 2.
fn wrong_usage(message: &str) -> anyhow::Error {
    clap::Error::raw(clap::error::ErrorKind::ValueValidation, format!("{message}\n")).into()
}

/// Whether whoever reads our output has stopped: no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        let csv = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(io) => Some(io.kind()),
            _ => None,
        });
        io.or(json).or(csv) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
