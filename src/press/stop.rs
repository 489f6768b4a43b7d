//! Why nothing was printed: whose fault it is, where, and what it comes to.

use crate::billing::Refusal;
use crate::forms::FormFault;
use crate::forms::measures::MeasureFault;
use crate::report::{Diagnostic, Severity};
use crate::source::Span;
use crate::typeset::{Fault, FaultKind};

/// Whose fault a stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The plan's content.
    Plan,
    /// Templates that the user brought.
    Templates,
    /// What the machine could not do now.
    Machine,
    /// Our own.
    Program,
}

/// Why nothing was drawn.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Whose fault it is.
    pub cause: Cause,
    /// What to show, each at its line.
    pub diagnostics: Vec<Diagnostic>,
    /// What it comes to, one sentence; empty where the diagnostics say all.
    pub summary: String,
}

impl Stop {
    /// The plan's content forbids it.
    #[must_use]
    pub fn content(diagnostics: Vec<Diagnostic>, summary: String) -> Self {
        Self { cause: Cause::Plan, diagnostics, summary }
    }

    /// Billing refused.
    #[must_use]
    pub fn refusal(refusal: Refusal) -> Self {
        let mut diagnostic =
            Diagnostic::new(Severity::Error, refusal.span, refusal.message).with_related(refusal.related);
        diagnostic.notes.extend(refusal.help);
        Self::content(vec![diagnostic], String::new())
    }

    /// A form could not be made; `summary` says what was therefore not printed, `brought` whether the user has templates of
    /// his own.
    #[must_use]
    pub fn form(fault: FormFault, summary: &str, brought: bool) -> Self {
        match fault {
            FormFault::Refused { message, help, span, related, .. } => {
                let mut diagnostic = Diagnostic::new(Severity::Error, span, message).with_related(related);
                diagnostic.notes.extend(help);
                Self::content(vec![diagnostic], summary.to_owned())
            }
            FormFault::Measure(fault) => Self::measures(&fault, brought),
        }
    }

    /// The measures do not fit the forms.
    #[must_use]
    pub fn measures(fault: &MeasureFault, brought: bool) -> Self {
        Self::ours_or_theirs(vec![Diagnostic::new(Severity::Error, Span::DETACHED, fault.to_string())], brought)
    }

    /// Typesetting found faults.
    #[must_use]
    pub fn faults(faults: &[Fault], brought: bool) -> Self {
        let diagnostics = faults.iter().map(|fault| {
            let mut diagnostic = Diagnostic::new(Severity::Error, fault.span, fault.message.clone());
            diagnostic.notes.extend(fault.page.map(|page| format!("{page} ページ目")));
            diagnostic.notes.extend(fault.trace.clone());
            diagnostic
        });
        let machine = faults.iter().find(|fault| fault.kind == FaultKind::Machine);
        if let Some(fault) = machine {
            return Self { cause: Cause::Machine, diagnostics: Vec::new(), summary: fault.message.clone() };
        }
        Self::ours_or_theirs(diagnostics.collect(), brought)
    }

    /// A fault in templates that the user brought is not ours.
    fn ours_or_theirs(diagnostics: Vec<Diagnostic>, brought: bool) -> Self {
        let (cause, summary) = if brought {
            (Cause::Templates, "差し替えたひな形（--templates）では印刷できません")
        } else {
            (
                Cause::Program,
                "印刷前の検査に通りませんでした。プログラムの不具合です。お手数ですが、個人の情報を消してお知らせください",
            )
        };
        Self { cause, diagnostics, summary: summary.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_cannot_do_now_is_nobodys_fault() {
        let (message, span) = ("上限に達しています".to_owned(), Span::DETACHED);
        let fault = Fault { kind: FaultKind::Machine, message, span, page: None, trace: None };
        for brought in [false, true] {
            let stop = Stop::faults(std::slice::from_ref(&fault), brought);
            assert_eq!((stop.cause, stop.summary.as_str()), (Cause::Machine, "上限に達しています"));
        }
    }
}
