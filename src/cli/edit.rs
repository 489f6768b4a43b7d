//! `careplan edit`: the live page, and writing on it.
//!
//! The page and the loop are those of `watch`; what is written on the page goes to the [`Desk`], which changes the file,
//! and the loop sees it like any other save.

mod about;
mod command;
mod deeds;
mod desk;
mod seen;
mod shown;
mod sight;

pub(super) use desk::{Desk, Memory};
pub(super) use shown::{fates, root, slots, writing};
pub(super) use sight::lacks_tables;

use super::args::{EditArgs, Part, WatchArgs, WatchFormat};
use super::files::Door;
use super::status::Failure;
use super::{Status, Terminal, new, watch};
use crate::forms::by_default;
use crate::source::edit::{Path as Place, Value};
use crate::writing::{Wish, write};
use anyhow::Result;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Shows the page until Ctrl-C.
pub(super) fn run(args: &EditArgs, terminal: &mut Terminal) -> Result<Status> {
    if args.host.is_some() {
        let message = "edit は --host と一緒には使えません。書き込めるのは、このパソコンのブラウザーからだけです（見るだけなら watch --host）";
        return Err(Failure::Usage(message.to_owned()).into());
    }
    if args.plan == Path::new("-") {
        let message = "標準入力（-）には書き込めません。計画書のファイルか、計画書の入ったフォルダーを指定してください"
            .to_owned();
        return Err(Failure::Usage(message).into());
    }
    if !args.plan.exists() {
        begin(&args.plan, terminal)?;
    }
    let part = Part { table: by_default().collect(), draft: false, ..Part::default() };
    let watch = WatchArgs {
        plan: args.plan.clone(),
        output: None,
        serve: args.serve.map(Some),
        no_serve: false,
        open: !args.no_open,
        embed: false,
        host: None,
        poll: args.poll,
        part,
        profile: None,
        strict: false,
        as_of: args.as_of,
        templates: None,
        no_names: args.no_names,
        format: if args.json { WatchFormat::Json } else { WatchFormat::Human },
        force: false,
    };
    watch::live(&watch, true, terminal)
}

/// Makes a plan that does not exist yet, as `new` does, with the names that the terminal is asked for; what is not answered
/// stays blank, to be written on the page.
fn begin(plan: &Path, terminal: &mut Terminal) -> Result<()> {
    if !super::plans::is_yaml(plan) {
        let message = format!("「{}」：ファイルの名前は .yaml で終えてください", plan.display());
        return Err(Failure::Usage(message).into());
    }
    let mut text = new::PLAN.to_owned();
    if std::io::stdin().is_terminal() {
        let questions = [
            ("利用者の氏名", ["利用者", "氏名"]),
            ("居宅介護支援事業所の名称", ["居宅介護支援事業所", "名称"]),
            ("介護支援専門員の氏名", ["居宅介護支援事業所", "介護支援専門員"]),
        ];
        for (question, [part, key]) in questions {
            terminal.say(format_args!("{question}（あとで画面に書くときは、そのまま Enter）："));
            let _ = std::io::stderr().flush(); // a question that is seen late is seen all the same
            let mut answer = String::new();
            if std::io::stdin().read_line(&mut answer).is_err() || answer.trim().is_empty() {
                continue;
            }
            let path = Place::default().key(part).key(key);
            let wish = Wish::Set { path, value: Value::text(answer.trim()) };
            text = write(&text, &[wish]).map_err(|refused| Failure::Usage(refused.message))?;
        }
    }
    for made in new::begin(plan, &text, false, &Door::firm(Vec::new()))? {
        terminal.inform(format_args!("「{}」を作りました", made.display()));
    }
    Ok(())
}
