//! Help, mistakes of usage, completions and the man page, in Japanese.

use super::args::{CompletionsArgs, Program};
use super::{Status, Terminal};
use anyhow::Result;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, Error};

const TEMPLATE: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "例：
  careplan new plan.yaml        書き込み用の計画書を作る
  careplan render plan.yaml     様式に印刷する（plan.pdf）
";

/// What the program's end says to a script, and the first commands.
fn after_help() -> String {
    let codes: Vec<String> = Status::ALL.iter().map(|(status, said)| format!("  {}  {said}", status.code())).collect();
    format!("終了コード：\n{}\n\n{EXAMPLES}", codes.join("\n"))
}

/// The command with every word that clap itself would say in English put into Japanese.
pub(super) fn japanese(command: Command) -> Command {
    let root = command.after_help(after_help()).disable_version_flag(true).arg(
        Arg::new("version")
            .long("version")
            .short('V')
            .action(ArgAction::Version)
            .help("版を表示します")
            .display_order(990),
    );
    translate(root)
}

fn translate(command: Command) -> Command {
    let command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("コマンド")
        .subcommand_value_name("コマンド")
        .disable_help_flag(true)
        .next_line_help(false)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "対象" } else { "オプション" };
            let hide = arg.get_default_values().is_empty();
            arg.help_heading(heading).hide_default_value(hide)
        })
        .arg(
            Arg::new("help")
                .long("help")
                .short('h')
                .action(ArgAction::Help)
                .help("この説明を表示します")
                .help_heading("オプション")
                .display_order(999),
        );
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, translate))
}

/// Says what clap found: help and version on stdout, a mistake on stderr.
pub(super) fn explain(error: &Error, terminal: &mut Terminal) -> Status {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error
                .render()
                .to_string()
                .replace("[OPTIONS]", "[オプション]")
                .replace("[default: ", "[初めの値: ")
                .replace("[possible values: ", "[選べる値: ");
            terminal.result(text.replace("Possible values:", "選べる値:").trim_end());
            Status::Done
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let help = japanese(Program::command()).render_help().to_string();
            terminal.say(help.trim_end());
            Status::Impossible
        }
        _ => {
            terminal.say(format_args!("careplan: {}", sentence(error)));
            terminal.say("詳しくは「careplan --help」または「careplan コマンド --help」をご覧ください");
            Status::Impossible
        }
    }
}

fn sentence(error: &Error) -> String {
    let word = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = word(ContextKind::InvalidArg);
    let value = word(ContextKind::InvalidValue);
    let main = match error.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => format!(
            "「{argument}」は余分です。このコマンドに渡せる計画書は一つだけです（たくさんの計画書は「careplan check」「careplan batch」で扱えます）"
        ),
        ErrorKind::UnknownArgument => format!("「{argument}」というオプションはありません"),
        ErrorKind::InvalidSubcommand => {
            format!("「{}」というコマンドはありません", word(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("{argument} がありません"),
        ErrorKind::InvalidValue if value.is_empty() => format!("「{argument}」に値がありません"),
        ErrorKind::InvalidValue => format!("「{argument}」に「{value}」は使えません"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("「{argument}」の値「{value}」を読めません：{why}")
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("「{argument}」の値の数が違います")
        }
        ErrorKind::ArgumentConflict => {
            format!("「{argument}」は「{}」と一緒には使えません", word(ContextKind::PriorArg))
        }
        ErrorKind::NoEquals => format!("「{argument}」の値は「=」でつないでください"),
        ErrorKind::InvalidUtf8 => "引数に読めない文字があります".to_owned(),
        _ => "引数を読めません".to_owned(),
    };
    let near =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].map(word).join("");
    // The nearest is clap's last.
    let near = near.rsplit('、').next().unwrap_or_default();
    let valid = word(ContextKind::ValidValue);
    match (near.is_empty(), valid.is_empty()) {
        (false, _) => format!("{main}。「{near}」ではありませんか"),
        (true, false) => format!("{main}。使えるのは {valid} です"),
        (true, true) => main,
    }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join("、"),
        ContextValue::StyledStr(word) => word.to_string(),
        ContextValue::StyledStrs(words) => words.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::Bool(_) | ContextValue::Number(_) | _ => String::new(),
    }
}

/// `careplan completions`
pub(super) fn completions(args: &CompletionsArgs, terminal: &mut Terminal) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut japanese(Program::command()), "careplan", &mut script);
    terminal.bytes(&script);
    Status::Done
}

/// `careplan man`
pub(super) fn man(terminal: &mut Terminal) -> Result<Status> {
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(japanese(Program::command()));
    man.render(&mut page)?;
    terminal.bytes(&page);
    Ok(Status::Done)
}
